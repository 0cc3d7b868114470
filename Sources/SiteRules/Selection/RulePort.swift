import ConnectivityGuide

/// A port with its transport, as one rule of a firewall names it.
public struct RulePort: Hashable, Comparable, Sendable {
    /// TCP or UDP.
    public let transport: GuideTransport
    /// The port, 1 to 65535.
    public let number: UInt16

    /// Transport and port in one word, fit for names of sets: `tcp443`.
    public var word: String { "\(transport.rawValue)\(number)" }

    /// Whether the first comes before the second.
    public static func < (left: Self, right: Self) -> Bool {
        (left.number, left.transport.rawValue) < (right.number, right.transport.rawValue)
    }
}

extension GuideEndpoint {
    /// The port of the entry; nil while it is still to be picked.
    var rulePort: RulePort? { portNumber.map { RulePort(transport: transport, number: $0) } }
}
