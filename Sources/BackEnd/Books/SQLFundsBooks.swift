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

    /// Books on this transaction.
    init(_ transaction: any SQLTransaction) { self.transaction = transaction }

    /// Runs an update that changes one row or none; throws `commit_unknown` where another transaction came first.
    func guardedUpdate(_ statement: SQLStatement, of device: DeviceAccount) throws(DutyFailure) {
        guard try transaction.execute(statement) == 1 else {
            throw DutyFailure(.commitUnknown, "Another request of \(device.psdKey) was decided at the same moment.")
        }
    }
}
