import DutyModel
import FundsLedger
import Signing
import Storage

/// Takes up in restored books what came after their backup: first the acts, then what the published key list says beyond
/// them, which the publisher signed.
struct TakingUp {
    let backEnd: BackEndInstallation
    let clock: any WallClock

    func run(acts: [PlacedAct], published: KeyList?) async throws(DutyFailure) -> BackEndBackup.TakenUp {
        var taken = try await ActReplay(backEnd: backEnd).run(acts)
        guard let published else { return taken }
        // In the order of their lives: a life begins where the one before it ended.
        let entries = published.entries.sorted {
            ($0.psdKey.serial.number, $0.psdKey.life) < ($1.psdKey.serial.number, $1.psdKey.life)
        }
        for entry in entries {
            let now = clock.now()
            await takeUp("\(entry.psdKey) of the published key list", in: &taken) { (transaction) throws(DutyFailure) in
                try take(entry, at: now, in: transaction)
            }
        }
        for remark in published.remarks where remark.kind == .underExamination {
            await takeUp("The suspicion of \(remark.psdKey) in the published key list", in: &taken) {
                (transaction) throws(DutyFailure) in
                try backEnd.enrolment.desk(transaction).takeUp(
                    DeviceSuspicion(since: remark.since, fromCounter: remark.firstCounter), of: remark.psdKey)
            }
        }
        try await noteMarks(of: published, beyond: acts, in: &taken)
        return taken
    }

    /// Takes one thing up in a transaction of its own, which says whether it was news; what can't be taken up is told.
    private func takeUp(
        _ subject: String, in taken: inout BackEndBackup.TakenUp,
        _ work: @escaping @Sendable (any SQLTransaction) throws(DutyFailure) -> Bool
    ) async {
        do throws(DutyFailure) {
            if try await backEnd.database.write(work) { taken.acts += 1 }
        } catch {
            taken.left.append("\(subject) was not taken up: \(error.message)")
        }
    }

    /// Raises an alarm for each spoiled or refunded stamp of the list of which the books hold no booking: what was paid for
    /// it must not be paid again. An act that did not fit has its own.
    private func noteMarks(
        of published: KeyList, beyond acts: [PlacedAct], in taken: inout BackEndBackup.TakenUp
    ) async throws(DutyFailure) {
        let told = Set(acts.compactMap { (try? $0.act())?.markedStamp })
        let fresh = published.marks.filter { mark in
            !told.contains(MarkedStamp(psdKey: mark.psdKey, counter: mark.counter, kind: mark.kind))
        }
        let lacking = try await backEnd.database.read { (transaction) throws(DutyFailure) in
            let books = SQLFundsBooks(transaction)
            var lacking: [StampMark] = []
            for mark in fresh {
                // A device that could not be taken up was told of before.
                guard let device = try books.device(mark.psdKey) else { continue }
                let isHeld =
                    switch mark.kind {
                    case .spoiled: try books.spoil(mark.counter, of: device) != nil
                    case .refunded: try books.refund(mark.counter, of: device) != nil
                    }
                if !isHeld { lacking.append(mark) }
            }
            return lacking
        }
        guard !lacking.isEmpty else { return }
        let now = clock.now()
        taken.left += try await backEnd.database.write { (transaction) throws(DutyFailure) in
            let desk = backEnd.enrolment.desk(transaction)
            return try lacking.map { mark throws(DutyFailure) in
                let what = mark.kind == .refunded ? "refunded" : "declared spoiled"
                let sentence =
                    "By the key list, item \(mark.counter) of \(mark.psdKey) was \(what); these books hold nothing of it."
                try desk.books.raise(.storyIncomplete, on: try desk.require(mark.psdKey), detail: sentence, at: now)
                return sentence
            }
        }
    }

    /// Takes up what an entry says beyond the books; whether it said anything.
    private func take(
        _ entry: KeyListEntry, at now: Timestamp, in transaction: any SQLTransaction
    ) throws(DutyFailure) -> Bool {
        let books = SQLFundsBooks(transaction, decidedAt: now)
        guard var device = try books.device(entry.psdKey) else {
            try enrol(entry, books, at: now)
            return true
        }
        let wasOut = device.endedAt != nil
        switch entry.status {
        case .valid: return false
        case .withdrawn: guard !wasOut else { return false }
        case .revoked: guard device.revocation == nil else { return false }
        }
        try device.takeUp(entry)
        try books.update(device, readAtSequence: device.nextSequence)
        guard !wasOut else { return true }
        try books.raise(
            .storyIncomplete, on: device,
            detail: "The key list says that \(entry.psdKey) is out of use; how it ended is not in these books.", at: now
        )
        return true
    }

    /// Takes in a device that was licensed after the backup, by what the publisher signed of it. A life that is not the
    /// first begins where the books hold the one before; where they lack a part of that, it is blocked until an operator
    /// has looked and unlocks it.
    private func enrol(_ entry: KeyListEntry, _ books: SQLFundsBooks, at now: Timestamp) throws(DutyFailure) {
        let enrolment = backEnd.enrolment
        guard let customer = try PSDBook(books).customer(of: entry.machine) else {
            throw DutyFailure(.machineUnknown, "Machine \(entry.machine) is not enrolled in these books.")
        }
        let (start, isWhole) = try self.start(of: entry, books, at: now)
        let issued = try enrolment.authorise(
            PSDEnrolment(
                psdKey: entry.psdKey, publicKey: entry.publicKey, machine: entry.machine, licence: entry.licence,
                state: entry.state), customer: customer, reading: [])
        var device = enrolment.account(issued.authorisation, start: start)
        device.auditWantedAt = now
        let certificate = try enrolment.authority.issuePSDCertificate(entry.psdKey, publicKey: entry.publicKey)
        try books.add(device)
        try books.license(issued, certificate: certificate.der, start: start)
        // Fit for money once an audit has shown that everything is here again, or an operator has looked.
        device.standing = isWhole ? .auditFailed : .blocked
        try device.takeUp(entry)
        try books.update(device, readAtSequence: device.nextSequence)
        try books.raise(
            .storyIncomplete, on: device,
            detail: isWhole
                ? "\(entry.psdKey) was taken up from the key list, with the usual limits."
                : "\(entry.psdKey) was taken up from the key list; these books lack a part of the life before it.",
            at: now)
    }

    /// Where a life began that the books don't know, and whether they hold all of the life before.
    private func start(
        of entry: KeyListEntry, _ books: SQLFundsBooks, at now: Timestamp
    ) throws(DutyFailure) -> (LifeStart, isWhole: Bool) {
        guard entry.psdKey.life > 1 else { return (.first, true) }
        guard let before = try books.lifeBefore(entry.psdKey) else {
            throw DutyFailure(.psdUnknown, "The life before \(entry.psdKey) is not in these books.")
        }
        if let held = try books.withdrawal(of: before) { return (held.end, true) }
        let head = try books.usageHead(of: before)
        let isWhole = head.point.counter == entry.firstCounter - 1
        let sequence = before.nextSequence - 1
        let end = LifeStart(
            ascending: head.point.ascending, itemCount: entry.firstCounter - 1, appliedSequence: sequence,
            statementCounter: before.statementCounter, chainHead: head.point.chainHead ?? before.start.chainHead,
            lastGrant: try books.grant(sequence, of: before)?.answerHash ?? before.start.lastGrant)
        try UnseenEnd(books: books).add(end, of: before, nextLife: entry.psdKey, at: now)
        return (end, isWhole)
    }
}

extension DeviceAccount {
    /// Takes up how the published list says that the life ended. Withdrawn or retired: either way it is out, and what it held
    /// is the operator's to settle.
    fileprivate mutating func takeUp(_ entry: KeyListEntry) throws(DutyFailure) {
        let end: Timestamp
        switch entry.status {
        case .valid: return
        case .withdrawn(let at): end = max(at, entry.validFrom)
        case .revoked(let since, let reason):
            end = since
            revocation = try KeyRevocation(since: since, because: reason)
        }
        guard endedAt == nil else { return }
        self.end(as: .retired, at: end)
        lastItem = entry.lastCounter ?? (end > entry.validFrom ? nil : entry.firstCounter - 1)
    }
}

/// What a mark says of a stamp, whenever it was made.
private struct MarkedStamp: Hashable {
    let psdKey: PSDKeyID
    let counter: UInt32
    let kind: StampMark.Kind
}

extension BackEndAct {
    /// The stamp that the act marks, and how; nil where it marks none.
    fileprivate var markedStamp: MarkedStamp? {
        switch self {
        case .spoiled(let spoil): MarkedStamp(psdKey: spoil.psdKey, counter: spoil.counter, kind: .spoiled)
        case .refunded(let key, let counter, _, _, _): MarkedStamp(psdKey: key, counter: counter, kind: .refunded)
        default: nil
        }
    }
}
