import DutyModel
import Signing
import Storage

/// Checks whether everything that always holds of the books holds of these.
///
/// A customer is checked within one read transaction, page by page, so that all sums are of one moment while the
/// services go on writing; what belongs to no known customer is looked for in a transaction of its own. Nothing is
/// written. What is held in memory is a page of rows, the accounts of one customer, and the kept findings.
public struct BooksChecker: Sendable {
    /// How many rows are read at once.
    static let pageSize: Int64 = 200

    let database: any SQLDatabase
    let verifier: any FormVerifier
    let fundsKeys: ServiceKeyLine?
    let pace: @Sendable () throws(DutyFailure) -> Void

    /// A checker of this database.
    ///
    /// `fundsKeys` are those with which the installation's funds service signed so far; without them, a device's answers
    /// are judged by the key in its own authorisation, and those that the books name, which then proves only that they
    /// belong together. `pace` is called after every page, and may wait or, to stop the check, throw.
    public init(
        database: any SQLDatabase, fundsKeys: ServiceKeyLine?, verifier: any FormVerifier = Ed25519Verifier(),
        pace: @escaping @Sendable () throws(DutyFailure) -> Void = {}
    ) {
        self.database = database
        self.fundsKeys = fundsKeys
        self.verifier = verifier
        self.pace = pace
    }

    /// Checks everything; `between` is called after every customer.
    ///
    /// Throws what the database throws, `data_newer_version` and `data_malformed` where it has another schema than
    /// this program's, and what `pace` throws. A row that is wrong is a finding and never thrown.
    public func check(
        between: @Sendable () async throws(DutyFailure) -> Void = {}
    ) async throws(DutyFailure) -> CheckReport {
        let strays = self
        var report = try await database.read { (transaction) throws(DutyFailure) in
            try BackEndSchema.requireCurrent(in: transaction)
            return try strays.checkOwners(in: transaction)
        }
        var last = ""
        while let customer = try await customer(after: last) {
            report.add(try await check(customer))
            last = customer
            try await between()
        }
        return report
    }

    private func customer(after last: String) async throws(DutyFailure) -> String? {
        try await database.read { (transaction) throws(DutyFailure) in
            try transaction.row("SELECT customer FROM customers WHERE customer > \(last) ORDER BY customer LIMIT 1")?
                .text("customer")
        }
    }

    private func check(_ name: String) async throws(DutyFailure) -> CheckReport {
        let checker = self
        return try await database.read { (transaction) throws(DutyFailure) in
            let tally = CheckTally(customer: name)
            guard let customer = try? CustomerAccount(name) else {
                tally.find(.rowReadable, "customers", name, "This is not the name of an account.")
                return tally.report
            }
            tally.report.customers = 1
            try CustomerCheck(checker: checker, transaction: transaction, customer: customer, tally: tally).run()
            return tally.report
        }
    }
}

extension BackEndSchema {
    /// Throws unless the database has exactly this program's schema.
    static func requireCurrent(in transaction: any SQLTransaction) throws(DutyFailure) {
        let newest = migrations.last?.version ?? 0
        let held: Int64
        do {
            held = try transaction.row("SELECT version FROM schema_version")?.integer("version") ?? 0
        } catch {
            guard error.code == .internalError else { throw error }
            throw DutyFailure(.dataMalformed, "This is not a back end's database.")
        }
        guard held <= newest else {
            throw DutyFailure(
                .dataNewerVersion, "The database has schema version \(held); this program knows up to \(newest).")
        }
        guard held == newest else {
            throw DutyFailure(
                .dataMalformed, "The database has schema version \(held) and not \(newest).",
                remedy: "Start the back end on it once; it brings the database to this version.")
        }
    }
}
