import DutyModel
import FundsLedger

/// The database of one site: a log of whole transactions, and the rows they add up to.
///
/// What the process sees is the log to its end; what is durable is a beginning of it. A crash goes back to a
/// beginning, a replica holds one, and a backup is one.
final class BookStore {
    private(set) var state = BookState()
    private(set) var log: [[BookWrite]] = []
    private var open: [BookWrite] = []
    /// Writes of the next transaction after which the disk is full; nil for never.
    var fullAfterWrites: Int?

    /// Runs one transaction; what throws leaves nothing behind. Gives the result; the log is longer where anything
    /// was written.
    func transaction<Result>(_ body: (BookStore) throws(DutyFailure) -> Result) throws(DutyFailure) -> Result {
        do throws(DutyFailure) {
            let result = try body(self)
            fullAfterWrites = nil
            if !open.isEmpty { log.append(open) }
            open = []
            return result
        } catch {
            fullAfterWrites = nil
            let isTouched = !open.isEmpty
            open = []
            if isTouched { rebuild() }
            throw error
        }
    }

    func write(_ write: BookWrite) throws(DutyFailure) {
        if let left = fullAfterWrites {
            guard left > 0 else { throw DutyFailure(.dataFull, "The simulated disk is full.") }
            fullAfterWrites = left - 1
        }
        open.append(write)
        state.apply(write)
    }

    /// Takes transactions that another site committed.
    func append(_ transactions: ArraySlice<[BookWrite]>) {
        for transaction in transactions {
            log.append(transaction)
            for write in transaction { state.apply(write) }
        }
    }

    /// Goes back to the first so many transactions.
    func cut(to length: Int) {
        guard length < log.count else { return }
        log.removeLast(log.count - length)
        rebuild()
    }

    /// The database is gone; gives what it held.
    func lose() -> [[BookWrite]] {
        defer { (log, state) = ([], BookState()) }
        return log
    }

    /// Takes a backup in.
    func restore(_ backup: [[BookWrite]]) {
        log = backup
        rebuild()
    }

    /// Takes over everything that another site holds.
    func copy(_ other: BookStore) {
        log = other.log
        state = other.state
    }

    private func rebuild() {
        state = BookState()
        for transaction in log {
            for write in transaction { state.apply(write) }
        }
    }
}
