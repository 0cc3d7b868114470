extension RuleSelection {
    /// The sources of a family.
    func sources(_ family: RuleSource.Family) -> [RuleSource] { sources.filter { $0.family == family } }

    /// The sources as a list in words, or nil where every computer is meant.
    var sourceWords: String? { sources.isEmpty ? nil : RuleText.list(sources.map(\.description)) }

    /// Sources of which none lies in another: firewalls refuse a set whose blocks overlap.
    static func apart(_ sources: [RuleSource]) -> [RuleSource] {
        var apart: [RuleSource] = []
        for source in sources where !apart.contains(where: { $0.contains(source) }) {
            apart.removeAll { source.contains($0) }
            apart.append(source)
        }
        return apart
    }

    /// The sources that a format for IPv4 alone cannot say.
    var unsaidSources: [UnsaidRule] {
        sources(.v6).map {
            UnsaidRule(
                what: "--source \($0)",
                why: "these rules are for IPv4; what it sends over IPv6 stays as the firewall has it")
        }
    }

    /// The sentences about what is denied, for a firewall whose rules are tried in order.
    func denial(endingIn lastRule: String, _ families: [RuleSource.Family] = RuleSource.Family.allCases) -> [String] {
        let said = sources.filter { families.contains($0.family) }
        guard !sources.isEmpty else {
            return [
                "Deny by default: these lines only allow, for every computer, and expect that the firewall drops what no",
                "rule allows. With --source ADDRESS they are for that address alone and end by dropping the rest.",
            ]
        }
        guard !said.isEmpty else {
            return ["These rules know none of the sources’ families: they neither allow nor deny anything."]
        }
        let kinds = Set(said.map(\.family))
        let only = kinds.count == 1 ? ", \(RuleText.list(kinds.map(\.rawValue))) only" : ""
        let denied = RuleText.list(said.map(\.description))
        return ["Deny by default\(only): what \(denied) sends elsewhere is dropped by \(lastRule)."]
            + RuleSource.Family.allCases.filter { !kinds.contains($0) }.flatMap {
                Self.open($0, isSayable: families.contains($0))
            }
    }

    /// The sentences about a family of which these rules deny nothing.
    private static func open(_ family: RuleSource.Family, isSayable: Bool) -> [String] {
        let name = family.rawValue
        return [
            "\(name) stays as it is: whatever the machine sends over \(name), no rule here allows or denies.",
            isSayable
                ? "If your site has \(name), give the machine’s \(name) address or block with one more --source."
                : "If your site has \(name), deny it to the machine in the firewall’s own rules for \(name).",
        ]
    }
}
