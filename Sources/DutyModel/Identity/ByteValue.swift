/// A value of a fixed number of bytes, written as lower-case hexadecimal in text.
public protocol ByteValue: PlainText {
    /// How many bytes every value of this type has.
    static var length: Int { get }
    /// The bytes.
    var bytes: [UInt8] { get }
    /// Wraps bytes whose number is already known to be right.
    init(unchecked bytes: [UInt8])
}

extension ByteValue {
    /// The value of these bytes, or nil where their number is wrong.
    public init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == Self.length else { return nil }
        self.init(unchecked: Array(bytes))
    }

    /// Reads lower-case hexadecimal of the exact length; throws `value_malformed` for anything else.
    public init(hex text: some StringProtocol) throws(DutyFailure) { try self.init(hex: String(text)) }

    /// Reads lower-case hexadecimal of the exact length; throws `value_malformed` for anything else.
    public init(hex text: String) throws(DutyFailure) {
        guard let bytes = Hexadecimal.decode(text), bytes.count == Self.length else {
            throw DutyFailure(
                .valueMalformed, "“\(ForeignText.shown(text, most: 24))” is not \(Self.length) bytes in hexadecimal.")
        }
        self.init(unchecked: bytes)
    }

    /// Lower-case hexadecimal.
    public var hex: String { Hexadecimal.encode(bytes) }

    /// Lower-case hexadecimal.
    public var description: String { hex }

    /// Reads lower-case hexadecimal of the exact length; throws `value_malformed` for anything else.
    public init(_ text: String) throws(DutyFailure) { try self.init(hex: text) }
}

/// Hexadecimal as it stands in messages and files: lower case, two digits a byte, nothing else.
public enum Hexadecimal {
    /// The digits of these bytes.
    public static func encode(_ bytes: some Collection<UInt8>) -> String { encode(Array(bytes)) }

    /// The digits of these bytes.
    public static func encode(_ bytes: [UInt8]) -> String {
        String(unsafeUninitializedCapacity: bytes.count * 2) { buffer in
            for (place, byte) in bytes.enumerated() {
                buffer[2 * place] = digit(byte >> 4)
                buffer[2 * place + 1] = digit(byte & 15)
            }
            return bytes.count * 2
        }
    }

    /// The bytes of these digits, or nil where something else stands among them.
    public static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        Array(text).withUnsafeBufferPointer { decode($0) }
    }

    /// The bytes of these digits, or nil where something else stands among them.
    public static func decode(_ text: String) -> [UInt8]? {
        var text = text
        return text.withUTF8 { decode($0) }
    }

    private static func decode(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        guard text.count.isMultiple(of: 2) else { return nil }
        var isGood = true
        let bytes = [UInt8](unsafeUninitializedCapacity: text.count / 2) { buffer, count in
            for place in 0..<text.count / 2 {
                guard let high = value(of: text[2 * place]), let low = value(of: text[2 * place + 1]) else {
                    isGood = false
                    return
                }
                buffer[place] = high << 4 | low
                count = place + 1
            }
        }
        return isGood ? bytes : nil
    }

    private static func digit(_ half: UInt8) -> UInt8 { half < 10 ? 0x30 + half : 0x61 + half - 10 }

    private static func value(of character: UInt8) -> UInt8? {
        switch character {
        case 0x30...0x39: character - 0x30
        case 0x61...0x66: character - 0x61 + 10
        default: nil
        }
    }
}
