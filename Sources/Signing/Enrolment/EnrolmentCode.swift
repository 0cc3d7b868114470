import DutyModel

/// The one-time code with which a machine enrols on site: an operator reads it out, and it is typed at the base.
///
/// It is a number of 25 bits, which names the invitation and is no secret, and 120 random bits, which are. Written, it
/// has 30 characters in six groups: five for the number, 24 for the secret, and one by which a slip of the hand is
/// seen before anything is sent.
public struct EnrolmentCode: Hashable, Sendable {
    /// Bytes of the secret part.
    public static let secretBytes = 15
    /// The most characters that are read of a text, with blanks and hyphens.
    public static let textCharactersMaximum = 128
    static let invitationBits = 25

    /// The number of the invitation, which may be known.
    public let invitation: UInt32
    /// The random part, which may not.
    let secret: [UInt8]

    /// A new code.
    public init(random: some RandomSource) {
        let drawn: ContentHash = random.value()
        invitation = drawn.bytes[..<4].reduce(0) { $0 << 8 | UInt32($1) } >> (32 - UInt32(Self.invitationBits))
        secret = Array(drawn.bytes[4..<(4 + Self.secretBytes)])
    }

    /// The code as it is read out.
    public var text: String {
        var symbols: [UInt8] = stride(from: Self.invitationBits - 5, through: 0, by: -5).map {
            UInt8(truncatingIfNeeded: invitation >> UInt32($0) & 31)
        }
        symbols += Base32.symbols(of: secret)
        symbols.append(CheckSymbol.closing(symbols))
        let characters = symbols.map { SpokenAlphabet.character(of: $0) }
        return stride(from: 0, to: characters.count, by: Self.groupCharacters).map {
            String(decoding: characters[$0..<($0 + Self.groupCharacters)], as: UTF8.self)
        }.joined(separator: "-")
    }

    /// The code that somebody typed: capitals or not, with blanks and hyphens wherever they stand.
    ///
    /// Throws `value_malformed` for a text that is none; it says what is wrong and never what was typed.
    public init(_ text: some StringProtocol) throws(DutyFailure) {
        guard text.utf8.count <= Self.textCharactersMaximum else { throw Self.malformed("is far too long") }
        var symbols: [UInt8] = []
        for character in text.utf8 where !SpokenAlphabet.separates(character) {
            guard let symbol = SpokenAlphabet.symbol(of: character) else {
                throw Self.malformed("has a character that no code has")
            }
            symbols.append(symbol)
        }
        guard symbols.count == Self.symbolCount else {
            throw Self.malformed("has \(symbols.count) characters where a code has \(Self.symbolCount)")
        }
        guard CheckSymbol.fits(symbols) else { throw Self.malformed("has a character that was heard or typed wrongly") }
        invitation = symbols[..<5].reduce(0) { $0 << 5 | UInt32($1) }
        // They are whole bytes, whatever they are.
        secret = Base32.bytes(of: symbols[5..<(Self.symbolCount - 1)]) ?? []
    }

    private static let groupCharacters = 5
    private static let symbolCount = invitationBits / 5 + secretBytes * 8 / 5 + 1

    private static func malformed(_ why: String) -> DutyFailure {
        DutyFailure(
            .valueMalformed, "The enrolment code \(why).",
            remedy: "Type it once more: six groups of five characters. The letters I, L, O and U do not occur.")
    }
}

/// Crockford's base 32: digits and capitals without I, L, O and U, so that nothing is mistaken for something else.
private enum SpokenAlphabet {
    private static let characters = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    static func character(of symbol: UInt8) -> UInt8 { characters[Int(symbol & 31)] }

    /// The value of a character, as people type it; nil for one that does not occur.
    static func symbol(of character: UInt8) -> UInt8? {
        let capital = (0x61...0x7A).contains(character) ? character - 0x20 : character
        switch capital {
        case UInt8(ascii: "O"): return 0
        case UInt8(ascii: "I"), UInt8(ascii: "L"): return 1
        default: return characters.firstIndex(of: capital).map { UInt8($0) }
        }
    }

    static func separates(_ character: UInt8) -> Bool { " -\t\r\n".utf8.contains(character) }
}

/// One check symbol over GF(32): it sees every single wrong symbol, and every two that changed places.
private enum CheckSymbol {
    /// The symbol that makes the sum of all zero.
    static func closing(_ symbols: [UInt8]) -> UInt8 { doubled(sum(symbols)) }

    static func fits(_ symbols: [UInt8]) -> Bool { sum(symbols) == 0 }

    private static func sum(_ symbols: [UInt8]) -> UInt8 { symbols.reduce(0) { doubled($0) ^ $1 } }

    /// Times x, modulo x⁵ + x² + 1, of which x generates all 31 other elements.
    private static func doubled(_ symbol: UInt8) -> UInt8 {
        symbol & 16 == 0 ? symbol << 1 : (symbol << 1 ^ 0b100101) & 31
    }
}
