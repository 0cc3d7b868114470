/// An anchor for pf (OpenBSD, FreeBSD and what is built on them).
enum PacketFilterRules {
    static func body(_ selection: RuleSelection) -> RuleBody {
        let from = source(selection)
        var lines: [String] = []
        let named = selection.ports.filter { !selection.targets(at: $0, .name, .address).isEmpty }
        for port in named {
            lines.append("table <\(table(port))> persist {")
            lines += RuleText.commas(between: selection.targets(at: port, .name, .address).map { "\t" + $0.text })
            lines.append("}")
        }
        for port in selection.ports {
            let match = "pass quick proto \(port.transport.rawValue) from \(from) to"
            if named.contains(port) { lines.append("\(match) <\(table(port))> port \(port.number) keep state") }
            if !selection.targets(at: port, .anywhere).isEmpty {
                lines.append("\(match) any port \(port.number) keep state")
            }
        }
        if !selection.sources.isEmpty { lines.append("block drop quick from \(from) to any") }
        return RuleBody(
            comment: "#", denial: selection.denial(endingIn: "the last rule"),
            advice: [
                "Check with: pfctl -n -f FILE.",
                "pf looks the names up once, when it loads the file, and loads nothing where one has no address:",
                "load it again every few minutes, from the resolver that the machine asks.",
            ],
            unsaid: selection.unsaid(
                .domain, why: "a table of pf takes no wildcard; allow it by a proxy, or leave it out"),
            lines: lines)
    }

    private static func source(_ selection: RuleSelection) -> String {
        guard selection.sources.count > 1 else { return selection.sources.first?.description ?? "any" }
        return "{ " + selection.sources.map(\.description).joined(separator: ", ") + " }"
    }

    /// The table of a port's hosts; at most 31 characters.
    private static func table(_ port: RulePort) -> String { "dutymark_\(port.word)" }
}
