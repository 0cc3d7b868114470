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
    /// The serial, as it is written everywhere.
    public var description: String {
        let count = max(8, String(number).utf8.count)
        // Written by hand: a device's name stands in every statement of the back end's database.
        return String(unsafeUninitializedCapacity: 1 + count) { text in
            text[0] = UInt8(ascii: "P")
            var rest = number
            for place in stride(from: count, to: 0, by: -1) {
                text[place] = UInt8(ascii: "0") + UInt8(rest % 10)
                rest /= 10
            }
            return 1 + count
        }
    }

    /// Reads the one way a serial is written; throws `value_malformed`.
    public init(_ text: some StringProtocol) throws(DutyFailure) {
        guard let number = UInt32(text.dropFirst()), PSDSerial(number).description == text else {
            throw DutyFailure(
                .valueMalformed, "“\(ForeignText.shown(text, most: 16))” is not the serial of a security device.")
        }
        self.init(number)
    }
}

extension PSDKeyID: PlainText {
    /// The name, as it is written everywhere.
    public var description: String { "\(serial)-\(life)" }

    /// Reads the one way a key is named; throws `value_malformed`.
    public init(_ text: some StringProtocol) throws(DutyFailure) {
        let text = String(text)
        let bytes = text.utf8
        // Read loosely by its bytes; only the one way to write what was read is then accepted.
        guard let hyphen = bytes.firstIndex(of: UInt8(ascii: "-")),
            let number = UInt32(text[..<hyphen].dropFirst()), let life = UInt8(text[bytes.index(after: hyphen)...]),
            life > 0, case let key = PSDKeyID(serial: PSDSerial(number), life: life), key.description == text
        else {
            throw DutyFailure(
                .valueMalformed, "“\(ForeignText.shown(text, most: 16))” is not the name of a device key.")
        }
        self = key
    }
}
