import ConnectivityGuide
import DutyModel

/// Whose connections the rules are about: one IPv4 address, or a block of them.
public struct RuleSource: Hashable, Sendable, CustomStringConvertible {
    /// The block; a single address is a block of one.
    public let range: IPv4Range

    /// Reads an address or a block in CIDR form; throws `value_malformed`.
    public init(_ text: String) throws(DutyFailure) {
        guard let range = IPv4Range(text.contains("/") ? text : text + "/32") else {
            throw DutyFailure(
                .valueMalformed, "“\(text.prefix(64))” is not an IPv4 address or block.",
                remedy: "Give the machine’s address, or a block whose address is its lowest.")
        }
        self.range = range
    }

    /// Whether it is one address.
    public var isSingle: Bool { range.prefixLength == 32 }

    /// The mask in dotted form, as some firewalls want it.
    public var mask: String {
        IPv4Address(range.prefixLength == 0 ? 0 : UInt32.max << UInt32(32 - range.prefixLength)).description
    }

    /// The address alone, or the block with its length.
    public var description: String { isSingle ? range.first.description : range.description }
}
