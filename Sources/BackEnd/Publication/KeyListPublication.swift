import DutyModel
import FundsLedger
import PublishedKeys
import Signing

/// Publishes the list of device keys with which anyone checks a stamp.
///
/// A version is taken in the books before a list is signed under it, so none is ever used twice. What was signed is put
/// on the shelf for machines first and into the folder for readers then: a folder that cannot be written keeps nothing
/// from the machines.
public actor KeyListPublication {
    private let backEnd: BackEndInstallation
    private let folder: PublishedFolder
    private let demonstration: Bool
    private let verifyPrefix: VerifyPrefix
    private let clock: any WallClock
    private let limits: KeyListPublicationLimits
    /// What was signed last, in every form, the newest form first; the newest with its last fields.
    private var signed: [KeyList] = []

    /// Seconds by which a device's clock may be behind the back end's at its first impression.
    private static let clockToleranceSeconds: Int64 = 300

    /// Publication of this back end's list into this folder; nothing is written before `publish`.
    ///
    /// - Parameter verifyPrefix: what stands before the code of every stamp.
    public init(
        _ backEnd: BackEndInstallation, into folder: PublishedFolder, demonstration: Bool, verifyPrefix: VerifyPrefix,
        clock: any WallClock = SystemWallClock(), limits: KeyListPublicationLimits = KeyListPublicationLimits()
    ) {
        self.backEnd = backEnd
        self.folder = folder
        self.demonstration = demonstration
        self.verifyPrefix = verifyPrefix
        self.clock = clock
        self.limits = limits
    }

    /// Publishes the list where that is due; durable when this returns. The outcome is in the books and in
    /// `key-list.prom`, and the second failure in a row is an alarm.
    ///
    /// - Throws: `key_list_unpublished` with the reason; the list that was published before stays.
    public func publish() async throws(DutyFailure) {
        do throws(DutyFailure) {
            try await publishUnnoted()
        } catch {
            let failure = DutyFailure(
                .keyListUnpublished, "The key list could not be published: \(error.message)",
                remedy: error.code == .dataReadOnly ? FailureCode.keyListUnpublished.usualRemedy : error.remedy)
            await note(failure)
            throw failure
        }
        await note(nil)
    }

    private func publishUnnoted() async throws(DutyFailure) {
        // An act is in its file before anybody reads of it in the list.
        try await backEnd.acts.catchUp()
        let newest = signed.first ?? held()
        let contents = try await contents(above: PublishedFloor(newest))
        let record = try await PublicationRecord.held(in: backEnd.database)
        let plan = KeyListPlan.of(
            .init(
                contents: contents, newest: newest, stands: try newest.map(stands) ?? false,
                highestVersion: max(record.version, seenVersion()), publisher: backEnd.publisher.publicKey,
                epoch: backEnd.enrolment.epoch, now: clock.now()), limits: limits)
        switch plan {
        case .keep: break
        case .write: try folder.write(signed)
        case .sign(let version):
            try await backEnd.takeKeyListVersion(version)
            let now = clock.now()
            try sign(
                contents, version: version, issuedAt: now, validUntil: now.advanced(bySeconds: limits.validHours * 3600)
            )
            try folder.write(signed)
        }
    }

    /// Signs the list in every form, and puts it on the shelf.
    private func sign(
        _ contents: KeyListContents, version: UInt64, issuedAt: Timestamp, validUntil: Timestamp
    ) throws(DutyFailure) {
        let publisher = backEnd.publisher
        signed = try contents.signed(
            version: version, issuedAt: issuedAt, validUntil: validUntil,
            certification: backEnd.publisherCertification, by: publisher)
        let endless = try contents.signed(as: .current, version: version, issuedAt: issuedAt, by: publisher)
        try backEnd.keyListShelf.put(signed, endless: endless)
    }

    /// The list in the folder, where it is this back end's own, also where it was signed with a key that was followed by
    /// another since; what else lies there is replaced.
    private func held() -> KeyList? {
        var source = folder.source
        if (try? source.trust()) == nil {
            // What says there whom to believe was lost or damaged; this back end knows by itself what is its own.
            source = KeyListSource(listFiles: source.listFiles, publisherFile: "", isGiven: true)
        }
        guard let list = try? source.load().list, backEnd.published(list) else { return nil }
        return list
    }

    /// The highest version that the folder has seen of the key with which lists are signed now.
    private func seenVersion() -> UInt64 {
        guard let trust = try? folder.source.trust(), trust.publisher == backEnd.publisher.publicKey else { return 0 }
        return trust.version
    }

    /// Whether this list stands in the folder in all its forms. After a start, the earlier forms are signed again: the
    /// same contents under the same version and date give the same bytes.
    private func stands(_ newest: KeyList) throws(DutyFailure) -> Bool {
        guard newest.format == .current, newest.publisher == backEnd.publisher.publicKey,
            let end = newest.validUntil
        else { return false }
        if signed.first != newest {
            try sign(newest.contents, version: newest.version, issuedAt: newest.issuedAt, validUntil: end)
        }
        return folder.holds(signed)
    }

    /// What the list has to say now, and no less than what was published; what doesn't fit is an alarm.
    private func contents(above floor: PublishedFloor) async throws(DutyFailure) -> KeyListContents {
        let enrolment = backEnd.enrolment
        let keys = try await enrolment.keysToPublish()
        let entries = try floor.raise(entries(of: keys), known: Set(keys.map(\.psdKey)))
        let explained = try await enrolment.overfullKeys().union(keys.lazy.filter(\.isOver).map(\.psdKey))
        let customers = Dictionary(keys.map { ($0.psdKey, $0.customer) }, uniquingKeysWith: { first, _ in first })
        let marks = try await enrolment.publishedMarks(within: limits.bounds)
        let remarks = try floor.raise(
            try await enrolment.publishedRemarks(), examined: try await enrolment.examinations(), explained: explained)
        let fit = try KeyListFit(
            .init(
                entries: entries, marks: floor.raise(marks, on: entries), remarks: remarks, customers: customers,
                listed: floor.listed, suspended: floor.suspended, now: clock.now()), bounds: limits.bounds)
        try await backEnd.noteShortfalls(fit.shortfalls, customers: customers, bounds: limits.bounds, at: clock.now())
        return KeyListContents(
            demonstration: demonstration, verifyPrefixes: [verifyPrefix], entries: fit.entries, marks: fit.marks,
            remarks: fit.remarks)
    }

    private func entries(of keys: [PublishedKey]) throws(DutyFailure) -> [KeyListEntry] {
        var entries: [KeyListEntry] = []
        for key in keys {
            // A life that ended in order before its first impression signed no stamp, and the next one goes on from there.
            if key.isUnused, key.standing == .withdrawn, key.revocation == nil { continue }
            let validFrom = key.from.advanced(bySeconds: -Self.clockToleranceSeconds)
            entries.append(
                try KeyListEntry(
                    psdKey: key.psdKey, publicKey: key.publicKey, machine: key.machine, licence: key.licence,
                    state: key.state, firstCounter: key.firstCounter, lastCounter: key.isUnused ? nil : key.lastCounter,
                    validFrom: validFrom, status: key.status(validFrom: validFrom)))
        }
        return entries
    }

    /// Writes the outcome down where operators and their monitoring see it. Where even that fails, the next try notes it.
    private func note(_ failure: DutyFailure?) async {
        guard let record = try? await backEnd.notePublication(failure, at: clock.now(), limits: limits) else { return }
        try? PublicationMetrics(record: record, issuedAt: signed.first?.issuedAt).write(
            to: backEnd.publicationMetricsPath)
    }
}

extension PublishedKey {
    /// Whether the life ended before its first impression.
    fileprivate var isUnused: Bool { lastCounter.map { $0 < firstCounter } ?? false }

    /// What the list says became of the key. A life that an operator ended unused stays listed, so that nothing takes it for
    /// one that goes on, and ended before any stamp.
    fileprivate func status(validFrom: Timestamp) -> KeyStatus {
        if let revocation { return .revoked(at: revocation.since, reason: revocation.reason) }
        return endedAt.map { .withdrawn(at: isUnused ? validFrom.advanced(bySeconds: -1) : $0) } ?? .valid
    }
}
