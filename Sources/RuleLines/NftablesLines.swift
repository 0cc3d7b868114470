/// What a rule of nftables asks of a packet.
public enum NftablesLines {
    /// One value as it is, several in braces, each once.
    public static func set(_ values: [String]) -> String {
        var seen: [String] = []
        for value in values where !seen.contains(value) { seen.append(value) }
        return seen.count == 1 ? seen[0] : "{ \(seen.joined(separator: ", ")) }"
    }

    /// Whether a packet has one of these addresses: `direction` is `saddr` or `daddr`, `header` `ip` or `ip6`.
    public static func address(_ header: String, _ direction: String, _ addresses: [String]) -> String {
        "\(header) \(direction) \(set(addresses))"
    }

    /// Whether a packet goes to one of these ports by this transport.
    public static func ports(_ transport: String, _ ports: [UInt16]) -> String {
        "\(transport) dport " + set(Set(ports).sorted().map(String.init))
    }
}
