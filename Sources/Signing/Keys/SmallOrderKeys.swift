import DutyModel

/// Public keys for which anybody can sign: the points of small order on Curve25519.
///
/// Times eight, each of these eight points is the neutral one, so that a signature made without any private key fits
/// them for every message, or for one message in eight. No device makes such a key by chance. RFC 8032 leaves the check
/// to the program, and the library's verification doesn't make it.
extension PublicKeyBytes {
    /// Whether this is one of those points, in its proper encoding or in one that a lenient decoder takes for it.
    public var isOfSmallOrder: Bool {
        guard let last = bytes.last else { return false }
        // The highest bit is the sign of x, which makes no difference here.
        return Self.smallOrderOrdinates.contains(Array(bytes.dropLast()) + [last & 0x7F])
    }

    /// Throws `key_weak` for such a key.
    public func requireStrong() throws(DutyFailure) {
        guard !isOfSmallOrder else { throw DutyFailure(.keyWeak, "Anybody can sign for the public key \(hex).") }
    }

    /// The y coordinates, in little-endian order, of the eight points: 0, 1 and −1, the two of order eight, and 0 and 1 once
    /// more with the field's prime added, which fits 255 bits.
    private static let smallOrderOrdinates: Set<[UInt8]> = [
        ordinate(0x00, 0x00, 0x00), ordinate(0x01, 0x00, 0x00), ordinate(0xEC, 0xFF, 0x7F),
        [
            0x26, 0xE8, 0x95, 0x8F, 0xC2, 0xB2, 0x27, 0xB0, 0x45, 0xC3, 0xF4, 0x89, 0xF2, 0xEF, 0x98, 0xF0,
            0xD5, 0xDF, 0xAC, 0x05, 0xD3, 0xC6, 0x33, 0x39, 0xB1, 0x38, 0x02, 0x88, 0x6D, 0x53, 0xFC, 0x05,
        ],
        [
            0xC7, 0x17, 0x6A, 0x70, 0x3D, 0x4D, 0xD8, 0x4F, 0xBA, 0x3C, 0x0B, 0x76, 0x0D, 0x10, 0x67, 0x0F,
            0x2A, 0x20, 0x53, 0xFA, 0x2C, 0x39, 0xCC, 0xC6, 0x4E, 0xC7, 0xFD, 0x77, 0x92, 0xAC, 0x03, 0x7A,
        ],
        ordinate(0xED, 0xFF, 0x7F), ordinate(0xEE, 0xFF, 0x7F),
    ]

    private static func ordinate(_ first: UInt8, _ middle: UInt8, _ last: UInt8) -> [UInt8] {
        [first] + Array(repeating: middle, count: length - 2) + [last]
    }
}
