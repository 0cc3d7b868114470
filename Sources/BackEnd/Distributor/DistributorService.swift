import DutyModel
import Exchanges
import Signing
import Storage

/// The distributor: names the services and says who may speak to them.
public struct DistributorService: Sendable {
    /// How long a directory is good for; a machine asks anew with every session, so a day covers an outage.
    public static let directoryLifetimeSeconds: Int64 = 86_400

    let database: any SQLDatabase
    let signer: any FormSigner
    let clock: any WallClock
    /// Writes the acts that the database holds into their file; durable when it returns.
    let recordActs: @Sendable () async throws(DutyFailure) -> Void

    /// The signed directory and fresh tokens for a machine that its certificate proved.
    ///
    /// The first one under a renewed certificate withdraws the one before.
    ///
    /// Throws what `PSDBook.require` throws, and `directory_bad` before any service was published.
    public func directory(
        for psdKey: PSDKeyID, from identity: MachineIdentity
    ) async throws(DutyFailure) -> DirectoryAnswer {
        let published = try await database.read { (transaction) throws(DutyFailure) in
            let device = try PSDBook(transaction: transaction).require(psdKey, spokenForBy: identity)
            let renewed = try RenewalBook(transaction: transaction, customer: device.customer)
                .followed(by: identity.certificateHash)
            return (
                services: try PublishedServices.held(in: transaction), auditWanted: device.auditWantedAt != nil,
                customer: device.customer, isNewCertificate: renewed != nil
            )
        }
        guard let services = published.services else {
            throw DutyFailure(.directoryBad, "The services have not been published yet.")
        }
        let now = clock.now()
        if published.isNewCertificate {
            try await database.write { (transaction) throws(DutyFailure) in
                try RenewalBook(transaction: transaction, customer: published.customer).noteUse(of: identity, at: now)
            }
            try await recordActs()
        }
        return DirectoryAnswer(
            directory: try sign(services, at: now),
            tokens: try ServiceName.allCases.filter { $0 != .distributor }.map { (audience) throws(DutyFailure) in
                try token(for: identity, psdKey: psdKey, audience: audience, at: now)
            }, auditWanted: published.auditWanted)
    }

    /// Says where the services are; the directory's version grows if that is news.
    ///
    /// The list is durable when this returns.
    public func publish(_ services: [ServiceLocation]) async throws(DutyFailure) {
        try await database.write { (transaction) throws(DutyFailure) in
            let held = try PublishedServices.held(in: transaction)
            guard held?.services != services else { return }
            let next = PublishedServices(version: (held?.version ?? 0) + 1, services: services)
            try transaction.execute(
                """
                INSERT INTO service_directory (only_row, version, services)
                VALUES (1, \(next.version), \(StoredValue.encode(services)))
                ON CONFLICT (only_row) DO UPDATE SET version = excluded.version, services = excluded.services
                """)
        }
    }

    private func sign(_ published: PublishedServices, at now: Timestamp) throws(DutyFailure) -> ServiceDirectory {
        let expiresAt = now.advanced(bySeconds: Self.directoryLifetimeSeconds)
        return try ServiceDirectory(
            version: published.version, issuedAt: now, expiresAt: expiresAt, services: published.services
        ).signed(by: signer)
    }

    private func token(
        for identity: MachineIdentity, psdKey: PSDKeyID, audience: ServiceName, at now: Timestamp
    ) throws(DutyFailure) -> AccessToken {
        try AccessToken(
            machine: identity.machine, psdKey: psdKey, audience: audience, issuedAt: now,
            expiresAt: now.advanced(bySeconds: TokenChecker.lifetimeSeconds), certificateHash: identity.certificateHash
        ).signed(by: signer)
    }
}

/// The list of services as the database holds it.
private struct PublishedServices: Sendable {
    let version: UInt64
    let services: [ServiceLocation]

    static func held(in transaction: any SQLTransaction) throws(DutyFailure) -> PublishedServices? {
        guard let row = try transaction.row("SELECT version, services FROM service_directory") else { return nil }
        return PublishedServices(
            version: try row.count("version"),
            services: try StoredValue.decode([ServiceLocation].self, from: row.bytes("services")))
    }
}
