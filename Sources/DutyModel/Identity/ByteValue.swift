/// A value of a fixed number of bytes, written as lower-case hexadecimal in text.
public protocol ByteValue: Hashable, Sendable, Codable, CustomStringConvertible {
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
    public init(hex text: some StringProtocol) throws(DutyFailure) {
        guard let bytes = Hexadecimal.decode(text.utf8), bytes.count == Self.length else {
            throw DutyFailure(.valueMalformed, "“\(text.prefix(24))…” is not \(Self.length) bytes in hexadecimal.")
        }
        self.init(unchecked: bytes)
    }

    /// Lower-case hexadecimal.
    public var hex: String { Hexadecimal.encode(bytes) }
    public var description: String { hex }

    public init(from decoder: any Decoder) throws {
        try self.init(hex: decoder.singleValueContainer().decode(String.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(hex)
    }
}

/// Hexadecimal as it stands in messages and files: lower case, two digits a byte, nothing else.
public enum Hexadecimal {
    /// The digits of these bytes.
    public static func encode(_ bytes: some Collection<UInt8>) -> String {
        String(unsafeUninitializedCapacity: bytes.count * 2) { buffer in
            var place = 0
            for byte in bytes {
                buffer[place] = digits[Int(byte >> 4)]
                buffer[place + 1] = digits[Int(byte & 15)]
                place += 2
            }
            return place
        }
    }

    /// The bytes of these digits, or nil where something else stands among them.
    public static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        guard text.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 2)
        var high: UInt8?
        for character in text {
            guard let digit = value(of: character) else { return nil }
            if let first = high {
                bytes.append(first << 4 | digit)
                high = nil
            } else {
                high = digit
            }
        }
        return bytes
    }

    private static let digits = Array("0123456789abcdef".utf8)

    private static func value(of character: UInt8) -> UInt8? {
        switch character {
        case 0x30...0x39: character - 0x30
        case 0x61...0x66: character - 0x61 + 10
        default: nil
        }
    }
}
