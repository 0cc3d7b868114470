import ConnectivityGuide

/// A recording, ready to be asked: its observations sorted by the guide's entries.
struct Evidence {
    let recording: Recording
    let guide: ConnectivityGuide
    /// The entries that were tried, in the guide's order.
    let trials: [EndpointTrial]
    /// Connections that are no endpoint's, by their purpose.
    private let others: [ConnectionObservation.Purpose: [ConnectionObservation]]

    init(_ recording: Recording, _ guide: ConnectivityGuide) {
        self.recording = recording
        self.guide = guide
        let grouped = Dictionary(grouping: recording.connections, by: \.purpose)
        others = grouped
        let tried = Dictionary(grouping: grouped[.endpoint] ?? []) { Place(host: $0.host.lowercased(), port: $0.port) }
        trials = guide.endpoints.compactMap { endpoint in
            guard let port = endpoint.portNumber, endpoint.speaks != .dns, endpoint.transport == .tcp else {
                return nil
            }
            for host in StandIn.hosts(for: endpoint, in: guide) {
                if let attempts = tried[Place(host: host.lowercased(), port: port)] {
                    return EndpointTrial(endpoint, host: host, attempts: attempts)
                }
            }
            return nil
        }
    }

    private struct Place: Hashable {
        let host: String
        let port: UInt16
    }

    /// Everything went through a proxy.
    var isProxied: Bool { recording.proxy != nil }

    func connections(_ purpose: ConnectionObservation.Purpose) -> [ConnectionObservation] { others[purpose] ?? [] }

    /// Every connection that was opened as far as the server.
    var opened: [ConnectionObservation] {
        recording.connections.filter {
            $0.purpose != .nowhere && $0.opening == .open && ($0.tunnel.map { $0.result == .open } ?? true)
        }
    }

    /// Whose connections a rule must let pass: the address that was tried from, where there is one.
    var machine: String { source ?? "the machine" }

    /// The command that writes the firewall's rules for it.
    var firewallRule: String {
        "dutymark rules --format nftables" + (source.map { " --source \($0)" } ?? "")
    }

    /// The IPv4 address that was tried from; nil where there is none.
    var source: String? { recording.local.addresses.first { IPv4Address($0) != nil } }

    /// Whether a host answered at any port, or at this one under another name.
    func lives(_ host: String, elsewhereThan port: UInt16) -> Bool {
        opened.contains {
            $0.host.lowercased() == host.lowercased() && $0.port != port
                && [.endpoint, .otherPort, .check].contains($0.purpose)
        }
    }

    /// Answers to questions of one kind.
    func names(_ kind: NameObservation.Kind, _ resolver: NameObservation.Resolver) -> [NameObservation] {
        recording.names.filter { $0.kind == kind && $0.resolver == resolver }
    }

    /// Questions to time servers.
    var times: [TimeObservation] { recording.times ?? [] }

    /// Whether a name server answered a datagram.
    var datagramsPass: Bool {
        recording.names.contains { $0.resolver != .nowhere && $0.transport == .udp && $0.result.isAnswer }
    }

    /// Whether something came that only somebody beyond this network can know: an answer of the public server, or that a
    /// made-up name does not exist. A router whose line is down refuses questions, and knows some names by heart.
    var outsideAnswered: Bool {
        recording.names.contains { name in
            guard name.result.isKnowledge, name.resolver != .nowhere else { return false }
            if name.kind == .random { return name.resolver == .public || name.addresses.isEmpty }
            return name.resolver == .public && name.transport == .tcp
        }
    }

    /// Whether any server answered any question.
    var anyNameAnswered: Bool { recording.names.contains { $0.resolver != .nowhere && $0.result.isAnswer } }
}

/// Hosts that stand for an entry's pattern.
public enum StandIn {
    /// The entry's host; for a pattern, hosts of the guide that it means; for any host, those that stand under the same
    /// service.
    public static func hosts(for endpoint: GuideEndpoint, in guide: ConnectivityGuide) -> [String] {
        guard endpoint.host.isWildcard else { return [endpoint.host.text] }
        let patterns =
            endpoint.host.text == "*"
            ? guide.endpoints.filter { $0.service == endpoint.service && $0.host.isWildcard && $0.host.text != "*" }
                .map(\.host) : [endpoint.host]
        let named = guide.endpoints.filter { !$0.host.isWildcard }.map(\.host.text)
        return Array(named.filter { name in patterns.contains { $0.matches(name) } }.eachOnce.prefix(most))
    }

    /// How many hosts stand for a pattern; the first that was tried counts.
    private static let most = 4
}
