import BackEnd
import DutyModel
import Foundation
import FundsLedger
import Storage

extension TestSite {
    /// Permits a device for the site's machine, as an operator does.
    func permit(_ device: PaperDevice) async throws {
        try await backEnd.enrolment.permit(
            PSDEnrolment(
                psdKey: device.psdKey, publicKey: device.signer.publicKey, machine: machine,
                licence: try LicenceNumber("LIC-1"), state: try StateCode("MH")))
    }

    /// Does at the desk what an operator does.
    @discardableResult
    func operate<Value: Sendable>(
        _ work: @escaping @Sendable (FundsDesk<SQLFundsBooks>) throws(DutyFailure) -> Value
    ) async throws -> Value {
        try await backEnd.enrolment.atDesk(work)
    }

    /// The site's device, withdrawn after ₹500 were put in and ₹100 were franked, and the withdrawal's name.
    func withdrawnDevice() async throws -> (PaperDevice, OperationID) {
        var device = device
        try await refill(&device, .rupees(500))
        try await frank(&device, [.rupees(40), .rupees(60)])
        let id = device.freshID()
        let order = try await backEnd.funds.withdraw(device.withdrawal(id), from: caller(.funds))
        guard order.removed == .rupees(400) else { throw DutyFailure(.internalError, "Not what was put in.") }
        return (device, id)
    }

    /// What a check of the books finds.
    func check() async throws -> CheckReport {
        try await BooksChecker(database: backEnd.database, fundsKeys: backEnd.fundsKeys).check()
    }

    private static let kept = [
        "psds", "grants", "refills", "statements", "ledger_operations",
        "ledger_balances", "alarms", "standings",
    ]

    /// Sets a copy of the books aside within the database, as a backup keeps them.
    func rememberBooks() async throws {
        try await backEnd.database.write { (transaction) throws(DutyFailure) -> Void in
            for table in Self.kept {
                try transaction.execute(
                    SQLStatement(stringLiteral: "CREATE TABLE kept_\(table) AS SELECT * FROM \(table)"))
            }
        }
    }

    /// Puts the copy back in the place of the books; what came since is lost.
    func putBooksBack() async throws {
        try await backEnd.database.write { (transaction) throws(DutyFailure) -> Void in
            let triggers = try transaction.rows("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            for trigger in triggers {
                try transaction.execute(SQLStatement(stringLiteral: "DROP TRIGGER \(try trigger.text("name"))"))
            }
            try transaction.execute("PRAGMA defer_foreign_keys = ON")
            for table in Self.kept {
                try transaction.execute(SQLStatement(stringLiteral: "DELETE FROM \(table)"))
                try transaction.execute(SQLStatement(stringLiteral: "INSERT INTO \(table) SELECT * FROM kept_\(table)"))
            }
            for trigger in triggers { try transaction.execute(SQLStatement(stringLiteral: try trigger.text("sql"))) }
        }
    }
}
