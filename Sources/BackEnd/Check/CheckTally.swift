import DutyModel
import Storage

/// Collects what the check of one customer finds; lives within one transaction and one thread.
final class CheckTally {
    let customer: String
    var report = CheckReport()

    init(customer: String) { self.customer = customer }

    func find(_ invariant: CheckInvariant, _ table: String, _ key: String, device: PSDKeyID? = nil, _ message: String) {
        report.add(
            CheckFinding(
                invariant: invariant, table: table, key: "\(customer) \(key)", customer: customer,
                psdKey: device?.description ?? "", message: message))
    }

    /// Reads a row; one that cannot be read is found, and nil comes back.
    func reading<Value>(
        _ table: String, _ key: String, device: PSDKeyID? = nil, _ body: () throws(DutyFailure) -> Value
    ) -> Value? {
        do {
            return try body()
        } catch {
            find(.rowReadable, table, key, device: device, error.message)
            return nil
        }
    }
}

/// A sum of money that never wraps: once it cannot be counted it stays so, and equals nothing.
struct CheckedSum: Hashable {
    private(set) var amount: Paise? = .zero

    mutating func add(_ other: Paise) { amount = try? amount?.adding(other) }
    mutating func remove(_ other: Paise) { amount = try? amount?.subtracting(other) }

    /// As a finding says it.
    var words: String { amount.map { "\($0.count) paise" } ?? "more than can be counted" }
}

extension SQLTransaction {
    /// Gives the rows one by one: `page` is asked with the last row of the page before, until it gives none.
    func eachRow(
        _ checker: BooksChecker, page: (SQLRow?) -> SQLStatement, visit: (SQLRow) throws(DutyFailure) -> Void
    ) throws(DutyFailure) {
        var last: SQLRow?
        while true {
            let rows = try rows(page(last))
            guard !rows.isEmpty else { return }
            for row in rows { try visit(row) }
            try checker.pace()
            last = rows.last
        }
    }
}

extension SQLRow? {
    /// A number of the last row, behind which the next page begins; the one below all before the first row.
    func number(_ column: String, orFrom first: Int64 = -1) -> Int64 { flatMap { try? $0.integer(column) } ?? first }

    /// A text of the last row, in the same way.
    func text(_ column: String) -> String { flatMap { try? $0.text(column) } ?? "" }
}
