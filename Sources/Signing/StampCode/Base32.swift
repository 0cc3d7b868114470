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
        var text: [UInt8] = []
        text.reserveCapacity(length(ofBytes: bytes.count))
        var held: UInt32 = 0
        var heldBits: UInt32 = 0
        for byte in bytes {
            held = held << 8 | UInt32(byte)
            heldBits += 8
            while heldBits >= 5 {
                heldBits -= 5
                text.append(alphabet[Int(held >> heldBits & 31)])
            }
            held &= (1 << heldBits) - 1
        }
        if heldBits > 0 { text.append(alphabet[Int(held << (5 - heldBits) & 31)]) }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes of this text.
    static func decode(_ text: some Collection<UInt8>) throws(Flaw) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count * 5 / 8)
        var held: UInt32 = 0
        var heldBits: UInt32 = 0
        for character in text {
            guard let value = value(of: character) else { throw .foreignCharacter }
            held = held << 5 | value
            heldBits += 5
            if heldBits >= 8 {
                heldBits -= 8
                bytes.append(UInt8(truncatingIfNeeded: held >> heldBits))
                held &= (1 << heldBits) - 1
            }
        }
        guard held == 0, length(ofBytes: bytes.count) == text.count else { throw .notCanonical }
        return bytes
    }

    /// How many characters so many bytes have.
    static func length(ofBytes count: Int) -> Int { (count * 8 + 4) / 5 }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

    private static func value(of character: UInt8) -> UInt32? {
        switch character {
        case 0x41...0x5A: UInt32(character - 0x41)
        case 0x32...0x37: UInt32(character - 0x32 + 26)
        default: nil
        }
    }
}
