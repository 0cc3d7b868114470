import ConnectivityGuide
import DutyModel

extension GuideComparison {
    /// Compares the entries that go through a proxy with the rules of a squid.conf.
    init(
        _ endpoints: [GuideEndpoint], squid text: String, fileName: String, sources: [RuleSource]
    ) throws(DutyFailure) {
        let rules = try SquidAccess(SquidText(text, fileName: fileName))
        var wantsSource = false
        for endpoint in endpoints where endpoint.speaks != .dns && endpoint.transport == .tcp {
            guard let port = endpoint.portNumber else { continue }
            compared += 1
            let found = Self.each(sources).compactMap { source in
                Self.gap(
                    endpoint, SquidRequest(host: ProbeHost.of(endpoint.host), port: port, source: source), rules,
                    &wantsSource)
            }
            // Each address of the machine must pass; a sure gap says more than an open one.
            if let gap = found.first(where: { $0.reason != .unclear }) ?? found.first { gaps.append(gap) }
        }
        if wantsSource { notes.append("The rules ask for the machine’s address: give it with --source.") }
        notes += Self.notes(rules, sources)
        let names = endpoints.filter { $0.speaks == .dns }.map(\.name)
        if !names.isEmpty {
            notes.append("Not compared, since a proxy looks names up itself: \(RuleText.list(names)).")
        }
    }

    private static func gap(
        _ endpoint: GuideEndpoint, _ request: SquidRequest, _ rules: SquidAccess, _ wantsSource: inout Bool
    ) -> Gap? {
        func gap(_ reason: Reason, _ detail: String) -> Gap { Gap(endpoint: endpoint, reason: reason, detail: detail) }
        switch rules.access(request) {
        case .unclear(let doubt):
            wantsSource = wantsSource || doubt.wantsSource
            return gap(.unclear, "it hangs on " + doubt.why)
        case .action("deny", let line): return gap(.notAllowed, line)
        case .nothing where rules.usualAction == "deny": return gap(.notAllowed, rules.usualDenial)
        case .action, .nothing: break
        }
        guard endpoint.speaks == .tls, !rules.inspection.isEmpty else { return nil }
        switch rules.inspection(request) {
        case .unclear(let doubt):
            wantsSource = wantsSource || doubt.wantsSource
            return gap(.unclear, "inspection hangs on " + doubt.why)
        case .action("splice", _), .action("none", _): return nil
        case .action(_, let line): return gap(.inspected, line)
        case .nothing: return gap(.inspected, "no ssl_bump line splices it")
        }
    }

    /// The sources to ask for; one that is not known where none is given.
    private static func each(_ sources: [RuleSource]) -> [RuleSource?] { sources.isEmpty ? [nil] : sources }

    private static func notes(_ rules: SquidAccess, _ sources: [RuleSource]) -> [String] {
        var notes = rules.included.map { "The file \($0), which is included, was not read." }
        notes += rules.unused.map { "The acl \($0) is asked by no rule." }
        let rest = each(sources).map {
            rules.access(SquidRequest(host: ProbeHost.elsewhere, port: UsualPort.httpsPort, source: $0))
        }
        if rest.contains(.nothing) {
            notes.append("No http_access line denies the rest; squid then does the opposite of the last line.")
        }
        if rest.contains(where: { if case .action("allow", _) = $0 { true } else { false } }) {
            notes.append("The rest is allowed too.")
        }
        return notes
    }
}
