import DutyModel

/// The name of one thing that a person asked a machine to do, made by the asker before it is asked.
///
/// It holds the serial of the security device and how many acts the device had taken in when it was made. So the device
/// can tell an act that never came from one that it took in and has forgotten since, and from one meant for another
/// device. The rest is random.
public struct ActID: ByteValue {
    /// How many bytes it has.
    public static var length: Int { 16 }
    /// The bytes.
    public let bytes: [UInt8]
    /// Wraps what is known to have the right form.
    public init(unchecked bytes: [UInt8]) { self.bytes = bytes }

    /// The highest mark that a name can hold: a device that takes in an act a second reaches it after 34,000 years.
    public static let markMaximum: UInt64 = 1 << 40 - 1

    /// The lowest mark of an act on the tablet's own settings; no device ever takes in so many acts.
    public static let tabletMarks: UInt64 = 1 << 39

    /// Whether it is an act on the tablet's own settings, which the device never hears of.
    public var isOnTablet: Bool { mark >= Self.tabletMarks }

    /// A new name for an act on this device, which has taken in `mark` acts so far.
    public init(on serial: PSDSerial, mark: UInt64, random: some RandomSource) {
        let mark = min(mark, Self.markMaximum)
        let number = withUnsafeBytes(of: serial.number.bigEndian) { Array($0) }
        let place = withUnsafeBytes(of: mark.bigEndian) { Array($0.suffix(5)) }
        let rest = withUnsafeBytes(of: random.next()) { Array($0.prefix(7)) }
        bytes = number + place + rest
    }

    /// The device for which it was made.
    public var serial: PSDSerial { PSDSerial(UInt32(truncatingIfNeeded: Self.number(bytes[0..<4]))) }

    /// How many acts the device had taken in when it was made.
    public var mark: UInt64 { Self.number(bytes[4..<9]) }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
}
