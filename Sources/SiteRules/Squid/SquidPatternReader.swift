/// Reads a POSIX extended regular expression (IEEE 1003.1, chapter 9) without what it leaves undefined, and without
/// references back.
struct SquidPatternReader {
    /// How deep groups may lie in groups.
    private static let deepest = 32
    /// The most times that a repetition may name (`RE_DUP_MAX` of POSIX).
    private static let mostTimes = 255
    private static let every = Set(0...UInt8.max)

    private let letters: [UInt8]
    private let ignoresCase: Bool
    private var next = 0
    private var depth = 0

    init(_ text: String, ignoresCase: Bool) {
        letters = Array(text.utf8)
        self.ignoresCase = ignoresCase
    }

    mutating func whole() throws(SquidPatternUnknown) -> SquidPatternTree {
        let tree = try choice()
        guard next == letters.count else { throw SquidPatternUnknown() }
        return tree
    }

    private mutating func choice() throws(SquidPatternUnknown) -> SquidPatternTree {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest else { throw SquidPatternUnknown() }
        var ways = [try sequence()]
        while take("|") { ways.append(try sequence()) }
        return ways.count == 1 ? ways[0] : .choice(ways)
    }

    private mutating func sequence() throws(SquidPatternUnknown) -> SquidPatternTree {
        var parts: [SquidPatternTree] = []
        while let letter = letters[next...].first, letter != Self.code("|"), letter != Self.code(")") {
            parts.append(try repeated(try single()))
        }
        return .sequence(parts)
    }

    private mutating func single() throws(SquidPatternUnknown) -> SquidPatternTree {
        let letter = letters[next]
        next += 1
        switch Character(Unicode.Scalar(letter)) {
        case "(":
            let tree = try choice()
            guard take(")") else { throw SquidPatternUnknown() }
            return tree
        case "[": return .letter(try brackets())
        case ".": return .letter(Self.every)
        case "^": return .start
        case "$": return .end
        case "*", "+", "?", "{": throw SquidPatternUnknown()
        case "\\":
            // Before a letter or a digit it is a reference back, or means what POSIX leaves open.
            guard let escaped = letters[next...].first, escaped < 128, !Self.isWord(escaped),
                !"<>`'".utf8.contains(escaped)
            else { throw SquidPatternUnknown() }
            next += 1
            return .letter([escaped])
        default: return .letter([folded(letter)])
        }
    }

    /// A part with the repetitions behind it.
    private mutating func repeated(_ part: SquidPatternTree) throws(SquidPatternUnknown) -> SquidPatternTree {
        var tree = part
        while next < letters.count {
            if take("*") {
                tree = .times(tree, least: 0, most: nil)
            } else if take("+") {
                tree = .times(tree, least: 1, most: nil)
            } else if take("?") {
                tree = .times(tree, least: 0, most: 1)
            } else if take("{") {
                tree = try counted(tree)
            } else {
                break
            }
        }
        return tree
    }

    /// `{2}`, `{2,}` or `{2,5}`, behind its first brace.
    private mutating func counted(_ part: SquidPatternTree) throws(SquidPatternUnknown) -> SquidPatternTree {
        guard let least = number() else { throw SquidPatternUnknown() }
        var most: Int? = least
        if take(",") { most = number() }
        guard take("}"), max(least, most ?? 0) <= Self.mostTimes, least <= most ?? least else {
            throw SquidPatternUnknown()
        }
        return .times(part, least: least, most: most)
    }

    private mutating func number() -> Int? {
        let digits = letters[next...].prefix { (Self.code("0")...Self.code("9")).contains($0) }
        next = digits.endIndex
        return Int(String(decoding: digits, as: UTF8.self))
    }

    /// The set of a bracket expression, behind its first bracket; a backslash is a letter like others in it.
    private mutating func brackets() throws(SquidPatternUnknown) -> Set<UInt8> {
        let isNegated = take("^")
        var set: Set<UInt8> = []
        var isFirst = true
        while isFirst || letters[next...].first != Self.code("]") {
            guard let low = letters[next...].first else { throw SquidPatternUnknown() }
            isFirst = false
            next += 1
            if low == Self.code("["), let kind = letters[next...].first, ":.=".utf8.contains(kind) {
                set.formUnion(try named())
            } else if letters[next...].first == Self.code("-"), letters.dropFirst(next + 1).first != Self.code("]") {
                guard let high = letters.dropFirst(next + 1).first, low <= high, high != Self.code("[") else {
                    throw SquidPatternUnknown()
                }
                next += 2
                set.formUnion((low...high).map(folded))
            } else {
                set.insert(folded(low))
            }
        }
        next += 1
        return isNegated ? Self.every.subtracting(set) : set
    }

    /// `:alpha:]` and its like, behind the bracket.
    private mutating func named() throws(SquidPatternUnknown) -> Set<UInt8> {
        let digits = Set("0123456789".utf8), small = Set("abcdefghijklmnopqrstuvwxyz".utf8)
        let classes = [
            ":alpha:]": small, ":lower:]": small, ":upper:]": ignoresCase ? small : [], ":digit:]": digits,
            ":alnum:]": digits.union(small), ":xdigit:]": digits.union("abcdef".utf8),
        ]
        for (name, set) in classes where letters[next...].starts(with: name.utf8) {
            next += name.utf8.count
            return set
        }
        throw SquidPatternUnknown()
    }

    private mutating func take(_ sign: Unicode.Scalar) -> Bool {
        guard letters[next...].first == Self.code(sign) else { return false }
        next += 1
        return true
    }

    private static func code(_ sign: Unicode.Scalar) -> UInt8 { UInt8(truncatingIfNeeded: sign.value) }

    private static func isWord(_ letter: UInt8) -> Bool {
        let sign = Character(Unicode.Scalar(letter))
        return sign.isLetter || sign.isNumber
    }

    /// A letter in lower case, as hosts are asked, where case is ignored.
    private func folded(_ letter: UInt8) -> UInt8 {
        ignoresCase && (Self.code("A")...Self.code("Z")).contains(letter) ? letter + 32 : letter
    }
}
