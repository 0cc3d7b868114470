import DutyModel
import FundsLedger

/// The legs of a booking as the text in its row, such as `[["customer-funds",-500],["in-transit:P1-1",500]]`.
///
/// It is JSON, so that SQL can read it; there is one text for the same legs, and every other is refused.
enum LedgerLegsText {
    static func text(of legs: [LedgerLeg]) -> String {
        var text = "["
        for leg in legs {
            if text.utf8.count > 1 { text += "," }
            text += "[\"\(leg.account.name)\",\(leg.amount.count)]"
        }
        return text + "]"
    }

    /// The names of accounts and the amounts in a text, not yet known to be accounts; nil where it is not such a text.
    static func parts(of text: String) -> [(account: String, amount: Paise)]? {
        guard text.hasPrefix("[["), text.hasSuffix("]]") else { return text == "[]" ? [] : nil }
        var parts: [(account: String, amount: Paise)] = []
        for piece in text.dropFirst(2).dropLast(2).split(separator: "],[", omittingEmptySubsequences: false) {
            let sides = piece.split(separator: ",", omittingEmptySubsequences: false)
            guard sides.count == 2, sides[0].count > 2, sides[0].hasPrefix("\""), sides[0].hasSuffix("\""),
                let amount = Int64(sides[1]), String(amount) == sides[1]
            else { return nil }
            parts.append((String(sides[0].dropFirst().dropLast()), Paise(amount)))
        }
        return parts
    }

    static func legs(of text: String) throws(DutyFailure) -> [LedgerLeg] {
        guard let parts = parts(of: text) else {
            throw DutyFailure(.dataMalformed, "“\(text.prefix(80))” are no legs of a booking.")
        }
        return try parts.map { (part) throws(DutyFailure) in
            LedgerLeg(try LedgerAccount(name: part.account), part.amount)
        }
    }
}
