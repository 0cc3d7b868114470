import DutyModel
import Testing

/// Amounts judged by a second statement of their grammar, which shares nothing with the reader.
@Suite("The grammar of amounts") struct RupeeGrammarTests {
    /// Digits alone, complete Indian groups, or complete groups of thousands; then at most two decimals.
    private let grammar: Regex<AnyRegexOutput>

    init() throws {
        grammar = try Regex(
            "(?:[0-9]+|[1-9][0-9]?(?:,[0-9]{2})*,[0-9]{3}|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\\.[0-9]{1,2})?")
    }

    /// What the grammar says of a text: its paise, or nil for what is no amount.
    private func expected(_ text: String) -> Int64? {
        guard (try? grammar.wholeMatch(in: text)) ?? nil != nil else { return nil }
        let halves = text.replacing(",", with: "").split(separator: ".")
        let decimals = halves.count == 2 ? String(halves[1]) : ""
        return Int64(halves[0] + decimals + String(repeating: "0", count: 2 - decimals.count))
    }

    /// Every text of these characters, up to a length.
    private static func texts(of characters: [Character], upTo length: Int) -> [String] {
        var all: [String] = []
        var longest = [""]
        for _ in 0..<length {
            longest = longest.flatMap { text in characters.map { text + String($0) } }
            all += longest
        }
        return all
    }

    @Test("every text of digits, commas and points up to eight characters is read as the grammar says")
    func everyShortText() {
        // A digit stands for every digit that isn't zero.
        for text in Self.texts(of: ["7", ",", "."], upTo: 8) + Self.texts(of: ["0", "4", ",", "."], upTo: 5) {
            #expect((try? Paise(rupeeText: text))?.count == expected(text), "\(text)")
        }
    }

    @Test("every pattern of commas in long numbers is read as the grammar says")
    func everyGrouping() {
        for digits in ["1234567", "12345678", "123456789", "1000000000"] {
            for pattern in 0..<(1 << (digits.count - 1)) {
                var text = ""
                for (place, digit) in digits.enumerated() {
                    text.append(digit)
                    if pattern >> place & 1 == 1, place < digits.count - 1 { text.append(",") }
                }
                #expect((try? Paise(rupeeText: text))?.count == expected(text), "\(text)")
            }
        }
    }

    @Test("every text that is written is read back to the same amount")
    func roundTrip() throws {
        var amounts: [Int64] = [0, 1, -1, .max, .min, .max - 1, .min + 1, 99, 100, 101]
        var size: Int64 = 1
        while size < Int64.max / 10 {
            size *= 10
            amounts += [size, size - 1, size + 1, -size, 7 * (size / 10) + 5]
        }
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<2_000 {
            amounts.append(
                Int64.random(in: .min ... .max, using: &generator) >> Int64.random(in: 0...63, using: &generator))
        }
        for count in amounts {
            let amount = Paise(count)
            #expect(try Paise(rupeeText: amount.grouped) == amount, "\(amount.grouped)")
            #expect(try Paise(rupeeText: amount.rupeeText) == amount, "\(amount.rupeeText)")
        }
    }
}
