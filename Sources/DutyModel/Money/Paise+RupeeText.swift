extension Paise {
    /// The most characters an amount typed by a person may have.
    public static let longestRupeeText = 24

    /// Reads an amount as a person types it: rupees with at most two decimals, grouping commas and a
    /// leading ₹ allowed (`500`, `2,62,500.50`, `₹ 40`).
    ///
    /// - Throws: `amount_malformed` for anything else: words, a third decimal, an exponent, a doubled point.
    ///   A leading minus is read, so that the caller can refuse the amount for what it is.
    public init(rupeeText text: String) throws(DutyFailure) {
        let malformed = DutyFailure(
            .amountMalformed, "“\(text.prefix(Self.longestRupeeText))” is not an amount in rupees.")
        guard text.utf8.count <= Self.longestRupeeText else { throw malformed }
        var rest = text.trimmingBlanks()
        let negative = rest.hasPrefix("-")
        if negative { rest = rest.dropFirst() }
        if rest.hasPrefix("₹") { rest = rest.dropFirst().trimmingBlanks() }
        let parts = rest.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, Self.isGroupedNumber(whole) else { throw malformed }
        let fraction = parts.count == 2 ? parts[1] : "0"
        guard (1...2).contains(fraction.utf8.count), fraction.utf8.allSatisfy(\.isDigit) else { throw malformed }
        guard let rupees = Int64(whole.filter { $0 != "," }), var paise = Int64(fraction) else { throw malformed }
        if fraction.utf8.count == 1 { paise *= 10 }
        let (scaled, tooBig) = rupees.multipliedReportingOverflow(by: 100)
        let (sum, overflow) = scaled.addingReportingOverflow(paise)
        guard !tooBig, !overflow else { throw malformed }
        self.init(negative ? -sum : sum)
    }

    /// The amount as it is written in India, without the sign of the currency: `2,62,500.00`.
    public var grouped: String {
        let magnitude = count.magnitude
        var digits = Array(String(magnitude / 100))
        var groups: [String] = [String(digits.suffix(3))]
        digits.removeLast(min(3, digits.count))
        while !digits.isEmpty {
            groups.insert(String(digits.suffix(2)), at: 0)
            digits.removeLast(min(2, digits.count))
        }
        let fraction = magnitude % 100
        return (count < 0 ? "-" : "") + groups.joined(separator: ",") + (fraction < 10 ? ".0" : ".") + "\(fraction)"
    }

    /// The amount as a person reads it: `₹2,62,500.00`.
    public var rupeeText: String { "₹" + grouped }

    /// Digits, with commas only between digits.
    private static func isGroupedNumber(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, first.isDigit, text.utf8.last?.isDigit == true else { return false }
        return text.utf8.allSatisfy { $0.isDigit || $0 == UInt8(ascii: ",") } && !text.contains(",,")
    }
}

extension UInt8 {
    /// Whether this ASCII byte is one of 0 to 9.
    var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}

extension StringProtocol {
    /// The text without blanks at its ends.
    func trimmingBlanks() -> Substring {
        var text = Substring(self)
        while text.first == " " { text = text.dropFirst() }
        while text.last == " " { text = text.dropLast() }
        return text
    }
}
