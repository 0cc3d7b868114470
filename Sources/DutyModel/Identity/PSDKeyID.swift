/// The serial number of a security device, locked once when the device is initialised; written `P00000042`.
public struct PSDSerial: Hashable, Sendable {
    /// The number; it stands as four bytes in every stamp code.
    public let number: UInt32

    /// The serial with this number.
    public init(_ number: UInt32) { self.number = number }
}

/// One key of a security device: its serial and the life in which the key was made.
///
/// A withdrawn device that is put to use again gets a new life and a new key; counters go on where they
/// stood. Written `P00000042-1`.
public struct PSDKeyID: Hashable, Sendable {
    /// The device.
    public let serial: PSDSerial
    /// The life, counted from 1.
    public let life: UInt8

    /// The key of this life of this device.
    public init(serial: PSDSerial, life: UInt8) {
        self.serial = serial
        self.life = life
    }
}

extension PSDSerial: CustomStringConvertible {
    public var description: String {
        let digits = String(number)
        return "P" + String(repeating: "0", count: max(0, 8 - digits.count)) + digits
    }

    /// Reads the one way a serial is written; throws `value_malformed`.
    public init(_ text: some StringProtocol) throws(DutyFailure) {
        guard let number = UInt32(text.dropFirst()), PSDSerial(number).description == text else {
            throw DutyFailure(.valueMalformed, "“\(text.prefix(16))” is not the serial of a security device.")
        }
        self.init(number)
    }
}

extension PSDKeyID: CustomStringConvertible {
    public var description: String { "\(serial)-\(life)" }

    /// Reads the one way a key is named; throws `value_malformed`.
    public init(_ text: some StringProtocol) throws(DutyFailure) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let life = UInt8(parts[1]), life > 0, String(life) == parts[1] else {
            throw DutyFailure(.valueMalformed, "“\(text.prefix(16))” is not the name of a device key.")
        }
        self.init(serial: try PSDSerial(parts[0]), life: life)
    }
}

extension PSDKeyID: Codable {
    public init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
