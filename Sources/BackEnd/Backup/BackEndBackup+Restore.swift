import DutyModel
import Exchanges
import Foundation
import Glibc
import LocalSystem
import Signing
import Storage
import StorageSQLite

extension BackEndBackup {
    /// What was put back.
    public struct Restored: Sendable {
        /// The backup's manifest.
        public let manifest: BackupManifest
        /// The term of the funds service from now on, as answers name it.
        public let epoch: UInt64
        /// Which one it is, counted from 1 on.
        public var term: UInt64 { ServiceTerm(epoch: epoch).number }
        /// What tells the restored back end from every other.
        public let identity: BackEndIdentity
        /// What was decided after the backup and could not be taken up, in sentences.
        public let left: [String]
        /// How many acts were taken up.
        public let acts: Int
        /// The file of acts that was read; nil where there was none, so that only what is published was taken up.
        public let actsFile: String?
        /// Where the back end that was there before now lies; nil where there was none.
        public let replaced: String?
    }

    /// Puts a backup in place of a back end that does not run.
    ///
    /// Everything is done in a folder beside, checked there, and then renamed into place, so a crash leaves the old
    /// back end or the new one, or, between the two names, neither in its place: `requireWhole` then keeps anybody from
    /// making an empty one there, and the same restore again finishes it. The funds service gets a higher term, and one
    /// that no other host gets by the same restore, so that devices refuse what an old instance still answers, and
    /// every customer an alarm, because what was decided after the backup is missing. What only the back end decides is
    /// taken up from its acts: those at `acts`, or where the folder that is replaced notes them, or those of a copy,
    /// `actsFile`; what these lack, from the newest key list that was `published`.
    ///
    /// Throws `data_foreign` for a backup of another back end than `known`, `data_in_use` while a back end runs,
    /// `file_unwritable` where there is one and `replace` is false, `file_unreadable` where there is no such
    /// `actsFile`, `data_foreign` and `data_malformed` where that is of another back end, damaged, cut, empty or older
    /// than the backup, and `data_malformed` and `ledger_broken` for a backup that does not check. The same file found
    /// where the folder notes it is taken up as far as it goes; what it lacks is said and is an alarm
    /// `story_incomplete`. `digits` are the new term's own.
    public static func restore(
        from backup: String, to backEnd: String, replace: Bool, known: BackEndIdentity? = nil,
        acts: ActFilePlace? = nil, actsFile: String? = nil, published: KeyList? = nil,
        clock: any WallClock = SystemWallClock(), digits: UInt32 = .random(in: 1...UInt32.max)
    ) async throws(DutyFailure) -> Restored {
        let manifest = try BackupManifest.read(backup)
        let parent = URL(fileURLWithPath: backEnd).deletingLastPathComponent().path
        // One that is there keeps its mode: parts that run under users of their own pass through it.
        if try !FilePresence.isThere(parent) { try PrivateFolder.make(parent) }
        try finishCutShort(backEnd)
        let stands = FileManager.default.fileExists(atPath: backEnd)
        guard replace || !stands else {
            throw DutyFailure(
                .placeTaken, "There is a back end in \(backEnd).",
                remedy: "Give --replace to put the backup in its place; the old one is kept beside it.")
        }
        let lock = stands ? try FolderLock(folder: backEnd) : nil
        defer { withExtendedLifetime(lock) {} }
        let staging = Self.staging(beside: backEnd)
        let wasCutShort = FileManager.default.fileExists(atPath: staging)
        try? FileManager.default.removeItem(atPath: staging)
        try stage(manifest, from: backup, in: staging)
        if stands { try keepKeys(of: backEnd, in: staging) }
        let place = try ActFilePlace.settled(acts, inFolder: backEnd)
        if let actsFile, !FileManager.default.fileExists(atPath: actsFile) {
            throw DutyFailure(
                .fileUnreadable, "There are no acts at \(actsFile).", remedy: "Give --acts the copy that you kept.")
        }
        let (epoch, sources, identity, taken): (UInt64, RestoreSources, BackEndIdentity, TakenUp)
        do throws(DutyFailure) {
            sources = try RestoreSources(
                actsFile: actsFile ?? place.path(inFolder: backEnd), isNamed: actsFile != nil, published: published,
                ofBackEndIn: staging)
            let term = RestoredTerm.next(
                backup: manifest.epoch, replaced: stands ? await Self.epoch(inFolder: backEnd) : nil,
                acts: sources.acts, published: sources.published, digits: digits)
            epoch = term.epoch
            (identity, taken) = try await prepare(
                staging, of: known, epoch: epoch, madeAt: manifest.madeAt, from: sources, clock: clock)
        } catch {
            // What an earlier restore that was cut short left is still to be finished.
            if !wasCutShort { try? FileManager.default.removeItem(atPath: staging) }
            throw error
        }
        if case .file = place {
            // The file itself is left as it is: the next opening writes what it lacks.
            try place.note(inFolder: staging)
            try? FileManager.default.removeItem(atPath: ActFilePlace.besideBooks.path(inFolder: staging))
        }
        // Root restores for the user who runs the back end, to whom the folder belongs.
        if stands { try FileOwner.give(staging, toOwnerOf: backEnd) }
        let replaced = stands ? Self.freeName("\(backEnd).replaced-\(ServiceTerm(epoch: epoch).number)") : nil
        try putInPlace(staging, of: backEnd, keeping: replaced)
        return Restored(
            manifest: manifest, epoch: epoch, identity: identity, left: taken.left, acts: taken.acts,
            actsFile: sources.actsFile, replaced: replaced)
    }

    /// Throws `data_malformed` where a restore was cut short before the back end was in its place.
    public static func requireWhole(_ backEnd: String) throws(DutyFailure) {
        let manager = FileManager.default
        let left = [staging(beside: backEnd), whole(beside: backEnd)].contains { manager.fileExists(atPath: $0) }
        guard manager.fileExists(atPath: backEnd) || !left else {
            throw DutyFailure(
                .dataMalformed, "A restore was cut short, so there is no back end in \(backEnd).",
                remedy: "Run the same “dutymark backend restore” again; the old back end lies beside.")
        }
    }

    /// A backup holds none of the root's private halves, and may be older than the newest certificates, or than the newest
    /// key of a service: those that lie here stay with the back end, so that it never signs with a key that was followed.
    /// What can't be read is the backup's.
    private static func keepKeys(of backEnd: String, in staging: String) throws(DutyFailure) {
        try RootFolder.made(inFolder: backEnd).copy(into: staging)
        // What its own next opening would do; where it can't, the files are compared as they are.
        try? KeySuccession.finish(inFolder: backEnd)
        try KeySuccession.finish(inFolder: staging)
        let (held, staged) = (CertifiedKeyFile.made(inFolder: backEnd), CertifiedKeyFile.made(inFolder: staging))
        guard let newest = try? held.read(), let earlier = try? EarlierKeyFile.made(inFolder: backEnd).read() else {
            return
        }
        if let old = try staged.read() {
            guard earlier.leads(from: old.root.fingerprint, to: newest), newest.revision >= old.revision else { return }
        }
        for purpose in ServiceKeyPurpose.allCases {
            guard let certified = newest.certificate(for: purpose)?.key,
                try ServiceKeys.publicKey(purpose, in: "\(staging)/keys") != certified
            else { continue }
            // Without it, the backup's key would go on signing where devices no longer obey it.
            guard (try? ServiceKeys.publicKey(purpose, in: "\(backEnd)/keys")) == certified else {
                throw DutyFailure(
                    .keyMissing,
                    "The backup's \(purpose.rawValue) key was followed by another, which is not in \(backEnd)/keys.",
                    remedy: "Copy keys/\(purpose.rawValue).key from the newest backup into \(backEnd)/keys, mode 0600.")
            }
            try BackupFile.copySmall("keys/\(purpose.rawValue).key", from: backEnd, to: staging)
        }
        // A publisher's key that was followed since can't say again by which root its readers may go.
        let handovers = PublisherHandovers.made(inFolder: backEnd)
        if let words = try? handovers.read(), !words.isEmpty {
            try BackupFile.copySmall("keys/publisher-handovers.json", from: backEnd, to: staging)
        }
        if earlier != EarlierServiceKeys() { try EarlierKeyFile.made(inFolder: staging).write(earlier) }
        try staged.write(newest)
    }

    /// Puts the staged back end in the place of the one that is there, which is kept under `replaced`. Durable when
    /// this returns. Cut short at any step it leaves the one or the other in its place, or what `finishCutShort` puts
    /// there.
    private static func putInPlace(
        _ staging: String, of backEnd: String, keeping replaced: String?
    ) throws(DutyFailure) {
        let (whole, parent) = (whole(beside: backEnd), PathParts(backEnd).folder)
        // Under this name it is whole: what was decided since the backup is in it, and the old one may go out of its
        // place.
        try rename(staging, to: whole)
        try BackupFile.synchronise(parent)
        if let replaced { try rename(backEnd, to: replaced) }
        do throws(DutyFailure) {
            try rename(whole, to: backEnd)
        } catch {
            if let replaced { try? rename(replaced, to: backEnd) }
            throw error
        }
        try BackupFile.synchronise(parent)
    }

    /// Brings a restore that was cut short to its end where it had got so far that the old back end was out of its
    /// place: what was decided since the backup is only in the new one and the old one.
    private static func finishCutShort(_ backEnd: String) throws(DutyFailure) {
        let whole = whole(beside: backEnd)
        guard FileManager.default.fileExists(atPath: whole) else { return }
        guard FileManager.default.fileExists(atPath: backEnd) else {
            try rename(whole, to: backEnd)
            return try BackupFile.synchronise(PathParts(backEnd).folder)
        }
        // The old one never went out of its place, so nothing is only here.
        try? FileManager.default.removeItem(atPath: whole)
    }

    private static func staging(beside backEnd: String) -> String { PathParts(backEnd).folder + "/.backend-restore" }

    /// Where a staged back end lies that only has to be put in its place.
    private static func whole(beside backEnd: String) -> String { PathParts(backEnd).folder + "/.backend-restored" }

    /// A name that nothing has yet: the term alone, or with a number where a restore of that term was done before.
    private static func freeName(_ name: String) -> String {
        var candidate = name
        var number = 1
        while FileManager.default.fileExists(atPath: candidate) {
            number += 1
            candidate = "\(name)-\(number)"
        }
        return candidate
    }

    /// What was taken up in the restored books.
    struct TakenUp {
        var acts = 0
        var left: [String] = []
    }

    private static func stage(_ manifest: BackupManifest, from backup: String, in staging: String) throws(DutyFailure) {
        try PrivateFolder.make(staging)
        for folder in BackupFile.folders { try PrivateFolder.make("\(staging)/\(folder)") }
        for file in manifest.files { try BackupFile.copyLarge(file.path, from: backup, to: staging) }
        // The copies are compared, so that what was checked is what is put in place.
        try manifest.requireFiles(in: staging)
        for folder in BackupFile.folders { try BackupFile.synchronise("\(staging)/\(folder)") }
        try BackupFile.synchronise(staging)
    }

    /// Opens the staged back end once, which brings an older database to this version, checks it, and raises the term.
    private static func prepare(
        _ staging: String, of known: BackEndIdentity?, epoch: UInt64, madeAt: String, from sources: RestoreSources,
        clock: any WallClock
    ) async throws(DutyFailure) -> (BackEndIdentity, TakenUp) {
        let installation = try await BackEndInstallation.open(
            folder: staging, presence: .made(nil), clock: clock, acts: .besideBooks, completing: false)
        let earlier = try EarlierKeyFile.made(inFolder: staging).read()
        // A backup of an older version gives its books a name only now; the keys are the same ever since.
        guard known.map({ $0.isFollowed(by: installation.identity, after: earlier) }) ?? true else {
            throw DutyFailure(
                .dataForeign,
                "The backup is of another back end than the one that was made here, or of before a service's key was "
                    + "followed.",
                remedy: "Give a newer backup of this one, or another --data.")
        }
        let report = try await BooksChecker(database: installation.database, fundsKeys: installation.fundsKeys).check()
        guard report.findingCount == 0 else { throw broken(report, "the backup") }
        let held = try await installation.database.read { (transaction) throws(DutyFailure) in
            try ActBook(transaction: transaction).last()
        }
        let shortfall = try sources.shortfall(backupEndsAt: held)
        var taken = try await TakingUp(backEnd: installation, clock: clock).run(
            acts: sources.acts, published: sources.published)
        try await installation.completeDevices()
        if let shortfall { taken.left.append(shortfall.sentence) }
        if let lost = lostRoot(of: known, in: installation.identity, after: earlier) { taken.left.append(lost) }
        try await begin(epoch, madeAt: madeAt, lacking: shortfall, in: installation.database, at: clock.now())
        let after = try await BooksChecker(database: installation.database, fundsKeys: installation.fundsKeys).check()
        guard after.findingCount == 0 else { throw broken(after, "the backup, after what came later was taken up,") }
        try await installation.acts.catchUp()
        return (installation.identity, taken)
    }

    /// What is told where neither the backup nor the folder that is replaced has the service root of this back end, so that
    /// another one was made: machines go on under the certificates that they have, and take none of the other root.
    private static func lostRoot(
        of known: BackEndIdentity?, in restored: BackEndIdentity, after earlier: EarlierServiceKeys
    ) -> String? {
        guard let root = known?.serviceRoot, root != restored.serviceRoot,
            !earlier.roots.contains(where: { $0.fingerprint == root })
        else { return nil }
        return
            "The backup is older than the service root \(root.hex), so another one was made. Machines that have the old "
            + "one stop once its certificates end. Bring keys/service-keys.json of the back end that was lost, or the three "
            + "keys in service-root/, back into the back end's folder before any machine is enrolled, and restore again."
    }

    /// Begins the term. The alarms come after what was taken up: an operator has not dealt with these yet.
    private static func begin(
        _ epoch: UInt64, madeAt: String, lacking shortfall: ActsShortfall?, in database: any SQLDatabase,
        at now: Timestamp
    ) async throws(DutyFailure) {
        let detail = "The books were restored from the backup of \(madeAt); what was decided later is missing."
        try await database.write { (transaction) throws(DutyFailure) -> Void in
            try transaction.execute("UPDATE service_epoch SET epoch = \(epoch) WHERE only_row = 1")
            try ActBook(transaction: transaction).add(.termBegan(epoch), at: now)
            // A code may have been used after the backup was made.
            try InvitationBook(transaction: transaction).endAll()
            let books = SQLFundsBooks(transaction)
            try books.raiseForEachCustomer(.grantsMissing, detail: detail, at: now)
            if let shortfall { try books.raiseForEachCustomer(.storyIncomplete, detail: shortfall.sentence, at: now) }
            // An audit shows what the books lack now, and brings the grants and records that the machine still holds.
            try transaction.execute("UPDATE psds SET audit_wanted_at = \(now) WHERE ended_at IS NULL")
        }
    }

    /// The term of the back end that is replaced; nil where its database can no longer be read.
    private static func epoch(inFolder folder: String) async -> UInt64? {
        guard let database = try? SQLiteInspection(path: BackEndInstallation.databasePath(inFolder: folder)) else {
            return nil
        }
        return try? await database.read { (transaction) throws(DutyFailure) in
            try ServiceEpoch.held(in: transaction)
        }
    }

    private static func rename(_ source: String, to target: String) throws(DutyFailure) {
        do throws(SystemCallFailure) {
            try systemCall("rename") { Glibc.rename(source, target) }
        } catch {
            guard error.number == EBUSY || error.number == EXDEV else { throw error.whenWriting(source) }
            throw DutyFailure(
                .fileUnwritable, "\(source) can't be renamed: it is a disk's mount point, or is in use as one.",
                remedy: "Mount the disk on the folder around it, so that the back end is a folder on the disk.")
        }
    }
}
