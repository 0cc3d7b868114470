import ConnectivityGuide

/// What an address says of itself.
enum AddressKind: Hashable {
    /// One of the internet.
    case `public`
    /// One of a site's own (RFC 1918, RFC 4193, RFC 6598).
    case `private`
    /// This computer, nobody, or this cable alone: no host of the internet has it.
    case nowhere

    /// The kind of an address in text.
    init(_ text: String) {
        if let address = IPv4Address(text) {
            self = Self.kind4(address.number)
        } else {
            self = Self.kind6(text.lowercased())
        }
    }

    private static func kind4(_ number: UInt32) -> AddressKind {
        let first = number >> 24
        let second = number >> 16 & 255
        switch (first, second) {
        case (0, _), (127, _), (169, 254): return .nowhere
        case (10, _), (172, 16...31), (192, 168), (100, 64...127): return .private
        default: return first >= 224 ? .nowhere : .public
        }
    }

    private static func kind6(_ text: String) -> AddressKind {
        let first = UInt16(text.prefix { $0 != ":" }, radix: 16) ?? 0
        switch first {
        case 0: return .nowhere
        case 0xfe80...0xfebf, 0xff00...0xffff: return .nowhere
        case 0xfc00...0xfdff: return .private
        default: return .public
        }
    }
}
