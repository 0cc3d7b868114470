import DutyModel
import FundsLedger
import Storage

/// The books of the funds and transactions services in a database, within one of its transactions.
///
/// A type for what every table needs; each group of tables has a file of its own.
package struct SQLFundsBooks: FundsBooks {
    let transaction: any SQLTransaction
    /// What these books have read or written already, so that it is not read again.
    let memo = Memo()

    /// Only this transaction writes while it lasts, so what it knows of a row stays true until it writes the row.
    final class Memo {
        var device: DeviceAccount?
        /// A booking touches two or three accounts, and a transaction makes a few bookings.
        var balances: [(customer: CustomerAccount, account: String, amount: Paise)] = []
        var chainEnd: (customer: CustomerAccount, place: UInt64, hash: ContentHash)?
    }

    /// When what is written is decided; nil for books whose decisions were taken before, which add no acts.
    private let decidedAt: Timestamp?

    /// Books on this transaction. With a moment, what only the back end decides becomes an act of that moment.
    init(_ transaction: any SQLTransaction, decidedAt: Timestamp? = nil) {
        self.transaction = transaction
        self.decidedAt = decidedAt
    }

    /// Adds an act where something is decided here.
    func act(_ act: @autoclosure () -> BackEndAct) throws(DutyFailure) {
        guard let decidedAt else { return }
        try ActBook(transaction: transaction).add(act(), at: decidedAt)
    }

    /// Runs an update that changes one row or none; throws `commit_unknown` where another transaction came first.
    func guardedUpdate(_ statement: SQLStatement, of device: DeviceAccount) throws(DutyFailure) {
        guard try transaction.execute(statement) == 1 else {
            throw DutyFailure(.commitUnknown, "Another request of \(device.psdKey) was decided at the same moment.")
        }
    }
}

extension SQLStatement.StringInterpolation {
    /// Names the rows of a device, `customer = ? AND psd_key = ?`, with both bound.
    mutating func appendInterpolation(rowsOf psdKey: PSDKeyID, _ customer: CustomerAccount) {
        appendLiteral("customer = ")
        appendInterpolation(customer)
        appendLiteral(" AND psd_key = ")
        appendInterpolation(psdKey)
    }

    mutating func appendInterpolation(rowsOf device: DeviceAccount) {
        appendInterpolation(rowsOf: device.psdKey, device.customer)
    }
}
