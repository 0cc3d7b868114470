import DutyModel
import Exchanges
import Foundation
import LocalSystem
import Signing
import Storage
import StorageSQLite

/// A back end in its folder: authority, keys, database, and the services on them.
///
/// Opening makes what is missing of a back end that may be new, and nothing of one that was made before. Each file
/// appears whole or not at all, so a crash at any moment leaves a folder that the next opening completes.
public struct BackEndInstallation: Sendable {
    /// The certificate authority.
    public let authority: CertificateAuthority
    /// Takes in customers, machines, devices and money.
    public let enrolment: EnrolmentService
    /// Enrols machines that make their own keys.
    public let siteEnrolment: SiteEnrolment
    /// Names the services.
    public let distributor: DistributorService
    /// Refills and audits.
    public let funds: FundsService
    /// Usage records.
    public let transactions: TransactionsService
    /// Answers for stamps of revoked keys.
    public let recordedStamps: RecordedStamps
    /// Does what operators ask.
    public let operators: OperatorService
    /// Tells when the published key list may have something new to say.
    public let publishedChanges: PublishedChanges
    /// The newest key list, for whoever asks over the network.
    public let keyListShelf = KeyListShelf()
    /// Signs the published key list.
    public let publisher: any FormSigner
    /// The distributor's public key, which machines are given at enrolment.
    public let distributorKey: PublicKeyBytes
    /// The service root's public keys and the certificates of the service keys, for devices.
    public let certifiedKeys: CertifiedServiceKeys
    /// How the service root vouches for the key list's publisher; nil where it has not certified the present key.
    public let publisherCertification: PublisherCertification?
    /// The database, for reports.
    public let database: any SQLDatabase
    /// What the back end decided, in a file apart from the database.
    public let acts: ActFile
    /// What tells it from every other back end.
    public let identity: BackEndIdentity
    let folder: String

    /// Opens the installation of a folder, or makes it where it may be new; the folder's parent exists already.
    ///
    /// `acts` says where the file of acts lies, which is noted then; without it, it lies where that was noted.
    /// `demonstration` says whether the installation is one, which is settled at the first opening that says it; without it,
    /// the books say.
    /// `openDatabase` opens the engine for a path in the folder, where it is not the embedded one. Without `completing`, what
    /// an earlier version left undecided of its devices stays so until `completeDevices`: a restore takes acts up first.
    /// Throws `data_missing` and `data_foreign` for what `presence` says was made here; `data_read_only`, `data_full`,
    /// `data_newer_version`, `data_malformed`, `key_exposed` or `key_missing`; a second opening of an unharmed folder
    /// changes nothing.
    public static func open(
        folder: String, presence: BackEndPresence = .mayBeNew, clock: any WallClock = SystemWallClock(),
        lifetimes: CertificateLifetimes = CertificateLifetimes(), acts place: ActFilePlace? = nil,
        demonstration: Bool? = nil, completing: Bool = true,
        openDatabase: (_ path: String) throws(DutyFailure) -> any SQLDatabase = {
            (path) throws(DutyFailure) in try SQLiteDatabase(path: path)
        }
    ) async throws(DutyFailure) -> BackEndInstallation {
        let databasePath = databasePath(inFolder: folder)
        if presence.mayMake {
            // Made alone: a mistyped path must not become a new, empty back end somewhere else.
            _ = try PrivateFolder.open(folder)
        } else {
            try requireBooks(inFolder: folder)
        }
        let mayMakeKeys = presence.mayMake && !holdsBytes(databasePath)
        try KeySuccession.finish(inFolder: folder)
        let earlier = try EarlierKeyFile.made(inFolder: folder).read()
        let keys = try ServiceKeys(folder: "\(folder)/keys", mayMake: mayMakeKeys)
        let authority = try CertificateAuthority(
            folder: "\(folder)/authority", clock: clock, lifetimes: lifetimes, mayMake: mayMakeKeys,
            knownKeyHash: presence.identity?.authorityKeyHash)
        if let known = presence.identity { try requireKeys(keys, of: known, earlier: earlier, inFolder: folder) }
        let database = try openDatabase(databasePath)
        if !presence.mayMake { try await requireTables(in: database, at: databasePath) }
        try await database.migrate(BackEndSchema.migrations)
        try await requireOwnBooks(database, at: databasePath, of: presence.identity)
        let kind = try await BooksKind.settled(as: demonstration, in: database, at: databasePath)
        let certifiedKeys = try await settledKeys(
            keys, of: presence, after: earlier, inFolder: folder, lifetimes: lifetimes, at: clock.now(),
            books: database)
        try await LedgerChainCompletion.run(on: database)
        let acts = try await ActFile(
            try ActFilePlace.settled(place, inFolder: folder), inFolder: folder, database: database,
            fundsKey: ServiceKeys.line(of: .funds, present: keys.funds.publicKey, earlier: earlier).first)
        try place?.note(inFolder: folder)
        let installation = try await BackEndInstallation(
            folder: folder, authority: authority, keys: keys, earlier: earlier, certifiedKeys: certifiedKeys,
            database: database, acts: acts, demonstration: kind, clock: clock)
        guard completing else { return installation }
        try await installation.completeDevices()
        // In the term that is served from now on: restored books may have lost numbers of the one before.
        try await installation.enrolment.completeSuccession()
        return installation
    }

    /// Tells devices how they stand, and ends lives, where an earlier version or a restore left that open. Each is an act of
    /// its own, so it comes after those that are taken up.
    func completeDevices() async throws(DutyFailure) {
        try await enrolment.completeStandings()
        try await enrolment.completeEndings()
    }

    /// Root and certificates, made where the books know of none.
    private static func settledKeys(
        _ keys: ServiceKeys, of presence: BackEndPresence, after earlier: EarlierServiceKeys, inFolder folder: String,
        lifetimes: CertificateLifetimes, at now: Timestamp, books: any SQLDatabase
    ) async throws(DutyFailure) -> CertifiedServiceKeys {
        let noted = try await ServiceRootBook.held(in: books)
        let settled = try ServiceRootDesk(
            folder: folder, certification: KeyCertification(keys: keys.publicKeys, lifetimes: lifetimes), now: now
        ).settle(known: presence.identity?.serviceRoot ?? noted, after: earlier)
        if noted != settled.root.fingerprint { try await ServiceRootBook.note(settled.root.fingerprint, in: books) }
        return settled
    }

    private init(
        folder: String, authority: CertificateAuthority, keys: ServiceKeys, earlier: EarlierServiceKeys,
        certifiedKeys: CertifiedServiceKeys, database: any SQLDatabase, acts: ActFile, demonstration: Bool?,
        clock: any WallClock
    ) async throws(DutyFailure) {
        let (epoch, books) = try await database.read { (transaction) throws(DutyFailure) in
            (try ServiceEpoch.held(in: transaction), try BooksIdentity.held(in: transaction))
        }
        identity = BackEndIdentity(
            distributorKey: keys.distributor.publicKey, fundsKey: keys.funds.publicKey,
            transactionsKey: keys.transactions.publicKey, publisherKey: keys.publisher.publicKey,
            authorityKeyHash: authority.keyHash, books: books, serviceRoot: certifiedKeys.root.fingerprint)
        let verifier = Ed25519Verifier()
        let recordActs: @Sendable () async throws(DutyFailure) -> Void = { () async throws(DutyFailure) in
            try await acts.catchUp()
        }
        self.acts = acts
        self.folder = folder
        self.authority = authority
        self.certifiedKeys = certifiedKeys
        publisherCertification = PublisherCertification(
            certifiedKeys, of: keys.publisher.publicKey,
            handovers: try PublisherHandovers.made(inFolder: folder).settled(
                keys.publisher, naming: certifiedKeys.root))
        self.database = database
        publisher = keys.publisher
        distributorKey = keys.distributor.publicKey
        let changes = PublishedChanges()
        publishedChanges = changes
        enrolment = EnrolmentService(
            database: database, authority: authority, fundsSigner: keys.funds,
            fundsKeys: ServiceKeys.line(of: .funds, present: keys.funds.publicKey, earlier: earlier),
            transactionsKeys: ServiceKeys.line(
                of: .transactions, present: keys.transactions.publicKey, earlier: earlier),
            demonstration: demonstration, verifier: verifier, clock: clock, epoch: epoch,
            changes: changes, keyListShelf: keyListShelf, recordActs: recordActs)
        siteEnrolment = SiteEnrolment(
            enrolment: enrolment, root: certifiedKeys.root, distributorKey: keys.distributor.publicKey,
            publisherKey: keys.publisher.publicKey)
        recordedStamps = RecordedStamps(database: database)
        operators = OperatorService(
            enrolment: enrolment, rules: try RefundSchedule.bundled(), changes: changes, recordActs: recordActs)
        distributor = DistributorService(
            database: database, signer: keys.distributor, clock: clock, recordActs: recordActs)
        func desk(_ audience: ServiceName, epoch: UInt64?) -> MachineDesk {
            MachineDesk(
                database: database, fundsSigner: keys.funds, verifier: verifier,
                tokens: TokenChecker(
                    audience: audience, distributorKey: keys.distributor.publicKey, verifier: verifier, clock: clock),
                clock: clock, epoch: epoch, changes: changes, recordActs: recordActs)
        }
        var fundsDesk = desk(.funds, epoch: epoch)
        // Books that were never restored lack nothing that was signed before; whoever has an old key would use it.
        if ServiceTerm(epoch: epoch).number > 1 { fundsDesk.earlierKeys = enrolment.fundsKeys.earlierKeys }
        funds = FundsService(
            machineDesk: fundsDesk, epoch: epoch, deviceRoots: DeviceRoots(certifiedKeys.root, after: earlier))
        transactions = TransactionsService(machineDesk: desk(.transactions, epoch: nil), signer: keys.transactions)
    }

    /// What a listener shows, for the hosts under which it is reached; renewed where it is due.
    ///
    /// - Parameters:
    ///   - listener: its name, such as `funds`; key and certificate are kept under it.
    ///   - signer: the authority that signs it, where it is not this installation's own.
    public func credential(
        for listener: String, hosts: [String], signedBy signer: CertificateAuthority? = nil
    ) throws(DutyFailure) -> ServerCredential {
        try (signer ?? authority).serverCredential(listener: listener, hosts: hosts, folder: "\(folder)/servers")
    }
}
