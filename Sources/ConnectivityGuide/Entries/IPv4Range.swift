import DutyModel

/// An IPv4 address.
public struct IPv4Address: Hashable, Comparable, Sendable, CodedAsText {
    /// The address as a number, first octet highest.
    public let number: UInt32

    /// The address with this number.
    public init(_ number: UInt32) { self.number = number }

    /// Reads four decimal octets without leading zeros, or nil.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var number: UInt32 = 0
        for part in parts {
            guard let octet = UInt8(part), String(octet) == part else { return nil }
            number = number << 8 | UInt32(octet)
        }
        self.number = number
    }

    /// Whether the first comes before the second.
    public static func < (left: Self, right: Self) -> Bool { left.number < right.number }

    /// How it is written.
    public var description: String {
        [24, 16, 8, 0].map { String(number >> UInt32($0) & 255) }.joined(separator: ".")
    }
}

/// A block of IPv4 addresses in CIDR form (RFC 4632).
public struct IPv4Range: Hashable, Sendable, CodedAsText {
    /// The lowest address.
    public let first: IPv4Address
    /// How many leading bits all addresses share, 0 to 32.
    public let prefixLength: Int

    /// Reads an address, a slash and a prefix length, or nil; the address must be the block's lowest.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let first = IPv4Address(parts[0]) else { return nil }
        guard let length = UInt8(parts[1]), length <= 32, String(length) == parts[1] else { return nil }
        self.first = first
        prefixLength = Int(length)
        guard first.number & hostBits == 0 else { return nil }
    }

    /// The block of this size that holds an address.
    package init(holding address: IPv4Address, prefixLength: Int) {
        self.prefixLength = prefixLength
        first = IPv4Address(address.number & ~Self.hostBits(prefixLength))
    }

    /// The highest address.
    public var last: IPv4Address { IPv4Address(first.number | hostBits) }

    /// Whether the address lies in the block.
    public func contains(_ address: IPv4Address) -> Bool { (first...last).contains(address) }

    /// Whether the two blocks share an address.
    public func overlaps(_ other: IPv4Range) -> Bool { first <= other.last && other.first <= last }

    /// How it is written.
    public var description: String { "\(first)/\(prefixLength)" }

    private var hostBits: UInt32 { Self.hostBits(prefixLength) }

    /// The bits in which addresses of a block differ.
    package static func hostBits(_ prefixLength: Int) -> UInt32 { UInt32((UInt64(1) << (32 - prefixLength)) - 1) }
}

/// The two halves of a machine.
public enum MachinePart: String, Hashable, Sendable, Codable, CaseIterable {
    /// Holds the security device; it never touches the site's network.
    case base
    /// Everything that talks.
    case tablet
}

/// Addresses that the machine uses inside itself and that a site's gateway must not have.
public struct GuideAddressRange: Hashable, Sendable, Codable {
    /// The block.
    public let range: IPv4Range
    /// What it is for.
    public let purpose: String
    /// The part of the machine that has the block's first address, where the block is shared out by parts.
    public let part: MachinePart?
    /// The words of the original guide this comes from.
    public let source: [String]
}

/// What is coded as its text.
public protocol CodedAsText: LosslessStringConvertible, Codable {}

extension CodedAsText {
    /// Reads the value from its text.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let value = Self(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an \(Self.self)")
        }
        self = value
    }

    /// Writes the value as its text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
