import DutyModel
import Foundation

/// Whose connections the rules are about: one address of IPv4 or IPv6, or a block of them.
public struct RuleSource: Hashable, Sendable, CustomStringConvertible {
    /// A family of addresses.
    public enum Family: String, Hashable, Sendable, CaseIterable {
        /// Addresses of 32 bits.
        case v4 = "IPv4"
        /// Addresses of 128 bits.
        case v6 = "IPv6"

        /// How many bits an address has.
        var bits: Int { self == .v4 ? 32 : 128 }
    }

    /// The family.
    public let family: Family
    /// The octets of the lowest address.
    let first: [UInt8]
    /// How many leading bits all addresses share; all of them for a single address.
    public let prefixLength: Int

    /// Reads an address or a block in CIDR form whose address is its lowest; throws `value_malformed`.
    public init(_ text: String) throws(DutyFailure) {
        guard let block = Self.block(text), Self.octets(text, block.family) == block.first else {
            throw DutyFailure(
                .valueMalformed, "“\(RuleText.oneLine(String(text.prefix(64))))” is not an IP address or block.",
                remedy: "Give the machine’s address, or a block whose address is its lowest.")
        }
        self = block
    }

    /// Reads several texts, each with one source or several behind commas; throws `value_malformed`.
    public static func list(_ texts: [String]) throws(DutyFailure) -> [RuleSource] {
        try texts.flatMap { $0.split(separator: ",", omittingEmptySubsequences: false) }.map {
            part throws(DutyFailure) in
            try RuleSource(String(part.drop { $0 == " " }))
        }
    }

    private init(family: Family, address: [UInt8], prefixLength: Int) {
        self.family = family
        self.prefixLength = prefixLength
        first = address.enumerated().map { index, octet in
            octet & ~UInt8(truncatingIfNeeded: 255 >> min(8, max(0, prefixLength - 8 * index)))
        }
    }

    /// Reads an address or a block, whose address may be any of it; nil where it is neither.
    static func block(_ text: String) -> RuleSource? {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        for family in Family.allCases {
            guard let address = octets(text, family) else { continue }
            guard parts.count == 2 else {
                return RuleSource(family: family, address: address, prefixLength: family.bits)
            }
            guard let length = UInt8(parts[1]), length <= family.bits, String(length) == parts[1] else { return nil }
            return RuleSource(family: family, address: address, prefixLength: Int(length))
        }
        return nil
    }

    /// The octets of the address in front of a slash, or nil where it is of another family.
    private static func octets(_ text: String, _ family: Family) -> [UInt8]? {
        let address = String(text.prefix { $0 != "/" })
        var octets = [UInt8](repeating: 0, count: family.bits / 8)
        // The system's reader takes no leading zeros, no zone and no short forms of IPv4.
        return inet_pton(family == .v4 ? AF_INET : AF_INET6, address, &octets) == 1 ? octets : nil
    }

    /// The octets of the highest address.
    var last: [UInt8] { zip(first, maskOctets).map { $0 | ~$1 } }

    /// Whether it is one address.
    public var isSingle: Bool { prefixLength == family.bits }

    /// Whether every address of another source lies in this one.
    public func contains(_ other: RuleSource) -> Bool {
        family == other.family && prefixLength <= other.prefixLength
            && RuleSource(family: family, address: other.first, prefixLength: prefixLength).first == first
    }

    /// The lowest address as text.
    public var address: String { Self.text(first, family) }

    /// The mask in dotted form, as some firewalls want it.
    public var mask: String { Self.text(maskOctets, family) }

    private var maskOctets: [UInt8] {
        let ones = [UInt8](repeating: 255, count: family.bits / 8)
        return RuleSource(family: family, address: ones, prefixLength: prefixLength).first
    }

    /// The block with its length, also where it is one address.
    public var block: String { "\(address)/\(prefixLength)" }

    /// The address alone, or the block with its length.
    public var description: String { isSingle ? address : block }

    private static func text(_ octets: [UInt8], _ family: Family) -> String {
        var letters = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let kind = family == .v4 ? AF_INET : AF_INET6
        guard inet_ntop(kind, octets, &letters, socklen_t(letters.count)) != nil else { return "" }
        return String(decoding: letters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
