/// Base32 as RFC 4648 section 6 defines it, without padding: the letters A to Z and the digits 2 to 7.
///
/// Every sequence of bytes has exactly one text, and `decode` accepts that text alone.
enum Base32 {
    /// Why a text is not base32.
    enum Flaw: Error {
        /// A character is not one of the 32.
        case foreignCharacter
        /// The length is one that no sequence of bytes has, or the bits after the last byte are not zero.
        case notCanonical
    }

    /// The one text of these bytes.
    static func encode(_ bytes: some Collection<UInt8>) -> String {
        String(decoding: symbols(of: bytes).map { alphabet[Int($0)] }, as: UTF8.self)
    }

    /// The bytes of this text.
    static func decode(_ text: some Collection<UInt8>) throws(Flaw) -> [UInt8] {
        let symbols = text.compactMap(value(of:))
        guard symbols.count == text.count else { throw .foreignCharacter }
        guard let bytes = bytes(of: symbols), length(ofBytes: bytes.count) == text.count else { throw .notCanonical }
        return bytes
    }

    /// The bits of these bytes in groups of five; zeros fill the last group.
    static func symbols(of bytes: some Collection<UInt8>) -> [UInt8] {
        var symbols: [UInt8] = []
        symbols.reserveCapacity(length(ofBytes: bytes.count))
        var (held, heldBits): (UInt32, UInt32) = (0, 0)
        for byte in bytes {
            held = held << 8 | UInt32(byte)
            heldBits += 8
            while heldBits >= 5 {
                heldBits -= 5
                symbols.append(UInt8(held >> heldBits & 31))
            }
            held &= (1 << heldBits) - 1
        }
        if heldBits > 0 { symbols.append(UInt8(held << (5 - heldBits) & 31)) }
        return symbols
    }

    /// The whole bytes in these groups of five bits; nil where a bit behind the last byte isn't zero.
    static func bytes(of symbols: some Collection<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(symbols.count * 5 / 8)
        var (held, heldBits): (UInt32, UInt32) = (0, 0)
        for symbol in symbols {
            held = held << 5 | UInt32(symbol)
            heldBits += 5
            guard heldBits >= 8 else { continue }
            heldBits -= 8
            bytes.append(UInt8(held >> heldBits))
            held &= (1 << heldBits) - 1
        }
        return held == 0 ? bytes : nil
    }

    /// How many characters so many bytes have.
    static func length(ofBytes count: Int) -> Int { (count * 8 + 4) / 5 }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

    private static func value(of character: UInt8) -> UInt8? {
        switch character {
        case 0x41...0x5A: character - 0x41
        case 0x32...0x37: character - 0x32 + 26
        default: nil
        }
    }
}
