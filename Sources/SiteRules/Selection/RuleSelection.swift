import ConnectivityGuide
import DutyModel

/// What is to be written as rules: entries of a guide, for whom, sorted by host.
public struct RuleSelection: Hashable, Sendable {
    /// The guide's name.
    public let guideName: String
    /// The guide's title, in one line.
    public let title: String
    /// The level that was asked for; nil for every entry.
    public let level: GuideLevel?
    /// Whose connections are meant, none of them within another; empty for every computer.
    public let sources: [RuleSource]
    /// Hosts in the order in which the guide first names them.
    public let targets: [RuleTarget]
    /// Entries that no format can say, with the reason.
    public let unsaid: [UnsaidRule]

    /// Picks from a guide the entries of one level, or all of them.
    public init(guide: ConnectivityGuide, level: GuideLevel? = nil, sources: [RuleSource] = []) {
        guideName = guide.name
        title = RuleText.oneLine(guide.title)
        self.level = level
        self.sources = Self.apart(sources)
        let chosen = Self.withTLS(guide.endpoints(level: level), of: guide)
        targets = Self.sorted(chosen.filter { $0.portNumber != nil })
        let picked = chosen.filter { $0.portNumber == nil }.map {
            UnsaidRule(what: $0.name, why: "its port is picked when the services start")
        }
        let forms = guide.urlForms.filter { level == nil || $0.level == level }.map {
            UnsaidRule(
                what: "\($0.method) \(RuleText.oneLine($0.form)) at any server",
                why: "the rule would open port 80 to every server; the guide names it as the other way beside port 5938"
            )
        }
        unsaid = picked + forms
    }

    /// Every port and transport, lowest first.
    public var ports: [RulePort] { Set(targets.flatMap(\.ports)).sorted() }

    /// Every entry that has a port, in the order of `targets`.
    public var endpoints: [GuideEndpoint] { targets.flatMap(\.endpoints) }

    /// The hosts of some kinds that have a port.
    public func targets(at port: RulePort, _ kinds: RuleTarget.Kind...) -> [RuleTarget] {
        targets.filter { kinds.contains($0.kind) && $0.ports.contains(port) }
    }

    /// The hosts of some kinds.
    public func targets(_ kinds: RuleTarget.Kind...) -> [RuleTarget] {
        targets.filter { kinds.contains($0.kind) }
    }

    /// The entries of hosts of some kinds, which a format cannot say.
    func unsaid(_ kinds: RuleTarget.Kind..., why: String) -> [UnsaidRule] {
        targets.filter { kinds.contains($0.kind) }.flatMap(\.endpoints).map { UnsaidRule(what: $0.name, why: why) }
    }

    /// The entries, each followed by the same over TLS where the machine asks there too and no entry says so.
    private static func withTLS(_ endpoints: [GuideEndpoint], of guide: ConnectivityGuide) -> [GuideEndpoint] {
        let names = Set(guide.endpoints.map { $0.name.lowercased() })
        return endpoints.flatMap { endpoint in
            [endpoint] + [endpoint.sameOverTLS].compactMap(\.self).filter { !names.contains($0.name.lowercased()) }
        }
    }

    private static func sorted(_ endpoints: [GuideEndpoint]) -> [RuleTarget] {
        let groups = Dictionary(grouping: endpoints) { $0.host.text.lowercased() }
        return endpoints.map { $0.host.text.lowercased() }.eachOnce.compactMap { key in
            guard let group = groups[key], let first = group.first else { return nil }
            let (kind, text) = RuleTarget.reading(first.host)
            return RuleTarget(kind: kind, text: text, endpoints: group)
        }
    }
}
