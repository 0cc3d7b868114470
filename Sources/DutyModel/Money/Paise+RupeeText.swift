extension Paise {
    /// The most bytes an amount typed by a person may have, in UTF-8; the longest that is written here has 31.
    public static let longestRupeeText = 40

    /// Reads an amount as a person types it: rupees with at most two decimals (`500`, `2,62,500.50`, `₹ 40`).
    ///
    /// Commas stand where the whole number is grouped completely, in the Indian way (`2,62,500`) or by thousands
    /// (`262,500`): `5,00` may have been meant as 5.00 as well as 500, so it is neither. A grouped number begins with no
    /// zero. A minus is read, before or after a ₹, so that the caller can refuse the amount for what it is.
    ///
    /// - Throws: `amount_malformed` for anything else, with what was read and why it can't be an amount.
    public init(rupeeText text: String) throws(DutyFailure) {
        do throws(RupeeTextFault) {
            self.init(try Self.paise(in: text))
        } catch {
            throw DutyFailure(
                .amountMalformed, "“\(ForeignText.shown(text))” isn’t an amount in rupees: \(error.sentence)")
        }
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
    public var rupeeText: String { count < 0 ? "-₹" + grouped.dropFirst() : "₹" + grouped }

    /// The paise of an amount's text.
    private static func paise(in text: String) throws(RupeeTextFault) -> Int64 {
        guard text.utf8.count <= longestRupeeText else { throw .length }
        var rest = text.trimmingBlanks()
        var isNegative = takeMinus(from: &rest)
        if rest.hasPrefix("₹") {
            rest = rest.dropFirst().trimmingBlanks()
            if !isNegative { isNegative = takeMinus(from: &rest) }
        }
        guard !rest.isEmpty else { throw .empty }
        guard rest.utf8.allSatisfy({ $0.isDigit || $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: ".") }) else {
            throw .character
        }
        let parts = rest.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, !whole.isEmpty else { throw .decimals }
        let fraction = parts.count == 2 ? parts[1] : "0"
        guard (1...2).contains(fraction.utf8.count), fraction.utf8.allSatisfy(\.isDigit) else { throw .decimals }
        guard isPlainOrGrouped(whole) else { throw .grouping }
        guard let rupees = Int64(whole.filter { $0 != "," }), var paise = Int64(fraction) else { throw .size }
        if fraction.utf8.count == 1 { paise *= 10 }
        // Counted downwards where it is negative: the least amount has no positive counterpart.
        let (scaled, tooBig) = rupees.multipliedReportingOverflow(by: isNegative ? -100 : 100)
        let (sum, overflow) = scaled.addingReportingOverflow(isNegative ? -paise : paise)
        guard !tooBig, !overflow else { throw .size }
        return sum
    }

    private static func takeMinus(from text: inout Substring) -> Bool {
        guard text.hasPrefix("-") else { return false }
        text = text.dropFirst()
        return true
    }

    /// Digits alone, or digits that are grouped completely by threes, or by twos before the last three.
    private static func isPlainOrGrouped(_ text: Substring) -> Bool {
        let groups = text.split(separator: ",", omittingEmptySubsequences: false).map(\.utf8.count)
        guard groups.count > 1 else { return true }
        guard groups.last == 3, text.first != "0" else { return false }
        let inner = groups.dropFirst().dropLast()
        let isIndian = (1...2).contains(groups[0]) && inner.allSatisfy { $0 == 2 }
        let isByThousands = (1...3).contains(groups[0]) && inner.allSatisfy { $0 == 3 }
        return isIndian || isByThousands
    }
}

/// Why a text isn't an amount.
private enum RupeeTextFault: Error {
    case length, empty, character, decimals, grouping, size

    var sentence: String {
        switch self {
        case .length: "it has more than \(Paise.longestRupeeText) bytes."
        case .empty: "it has no digits."
        case .character: "only the digits 0 to 9, commas and one point may stand in it."
        case .decimals: "a point stands between rupees and one or two decimals."
        case .grouping: "commas stand only in complete groups, such as 2,62,500 or 262,500."
        case .size: "it is more than can be counted."
        }
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
