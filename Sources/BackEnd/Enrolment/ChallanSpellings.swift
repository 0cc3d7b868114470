import DutyModel
import FundsLedger
import Storage

/// Finds a challan number however its letters are written: a treasury numbers its receipts once, and a person who copies
/// `CH-17` from one as `ch-17` means the same receipt.
///
/// The books keep each number as it was first written. Books of an earlier version may hold two that differ in
/// capitals alone, both of which were paid in.
struct ChallanSpellings {
    let transaction: any SQLTransaction

    /// How this number is written in the books, exactly so where it is there like that; nil where nothing was paid in
    /// under it.
    func written(_ challan: String) throws(DutyFailure) -> String? {
        try transaction.row(
            """
            SELECT challan FROM challan_accounts WHERE UPPER(challan) = \(challan.uppercased())
            ORDER BY CASE WHEN challan = \(challan) THEN 0 ELSE 1 END LIMIT 1
            """)?.text("challan")
    }

    /// Throws `value_malformed` unless this can stand as a challan number, which is 1 to 64 printable ASCII characters, and
    /// `challan_used` where money came in under it before, by whomever.
    func requireUnused(_ challan: String) throws(DutyFailure) {
        guard (1...64).contains(challan.utf8.count), challan.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw DutyFailure(.valueMalformed, "A challan number has 1 to 64 letters, digits and signs, and no blank.")
        }
        guard let written = try written(challan) else { return }
        throw DutyFailure(.challanUsed, "Challan \(written) was paid in before.")
    }
}
