import ConnectivityGuide

/// A Palo Alto external dynamic list of the kind URL: one host a line, and nothing else, since that list knows no
/// comments. A closing slash keeps an entry from matching longer names.
enum PaloAltoRules {
    static func body(_ selection: RuleSelection) -> RuleBody {
        let listed = selection.targets.filter { target in target.endpoints.contains { sayable(target, $0) } }
        let unsaid = selection.targets.flatMap { target in
            target.endpoints.filter { !sayable(target, $0) }
        }
        return RuleBody(
            comment: nil,
            denial: [
                "The list allows nothing by itself. Use it as the URL category of a security rule that allows, from the",
                "machine, ports \(RuleText.list(webPorts(listed))), and of a decryption rule with the action no-decrypt;",
                "the firewall’s own last rule denies the rest.",
            ],
            advice: [
                "A URL list names hosts and no ports: a host that is listed can be reached at every port of the rule.",
                "Use the kind URL and not FQDN objects: those take no wildcard, and want the firewall to ask the same",
                "resolver as the machine.",
                "The list cannot say whose connections are meant; the security rule does.",
            ],
            unsaid: unsaid.map {
                UnsaidRule(what: $0.name, why: "it isn’t a web address; allow it by a rule with a service of that port")
            },
            lines: listed.map { $0.starred + "/" })
    }

    private static func sayable(_ target: RuleTarget, _ endpoint: GuideEndpoint) -> Bool {
        target.kind != .anywhere && endpoint.transport == .tcp && [.http, .tls].contains(endpoint.speaks)
    }

    private static func webPorts(_ targets: [RuleTarget]) -> [String] {
        Set(targets.flatMap(\.ports).map(\.number)).sorted().map(String.init)
    }
}
