import ConnectivityGuide
import DutyModel

extension GuideComparison {
    /// Compares the entries that go through a proxy with the rules of a squid.conf.
    init(
        _ endpoints: [GuideEndpoint], squid text: String, fileName: String, source: RuleSource?
    ) throws(DutyFailure) {
        let rules = try SquidAccess(SquidText(text, fileName: fileName))
        for endpoint in endpoints where endpoint.speaks != .dns && endpoint.transport == .tcp {
            guard let port = endpoint.portNumber else { continue }
            compared += 1
            let request = SquidRequest(host: ProbeHost.of(endpoint.host), port: port, source: source?.range)
            if let gap = Self.gap(endpoint, request, rules) { gaps.append(gap) }
        }
        notes = Self.notes(rules, source: source)
        let names = endpoints.filter { $0.speaks == .dns }.map(\.name)
        if !names.isEmpty {
            notes.append("Not compared, since a proxy looks names up itself: \(RuleText.list(names)).")
        }
    }

    private static func gap(_ endpoint: GuideEndpoint, _ request: SquidRequest, _ rules: SquidAccess) -> Gap? {
        switch rules.access(request) {
        case .unclear(let why): return Gap(endpoint: endpoint, reason: .unclear, detail: "it hangs on " + why)
        case .action("deny"):
            return Gap(endpoint: endpoint, reason: .notAllowed, detail: "a http_access line denies it")
        case .nothing where rules.usualAction == "deny":
            return Gap(endpoint: endpoint, reason: .notAllowed, detail: nil)
        case .action, .nothing: break
        }
        guard endpoint.speaks == .tls, !rules.inspection.isEmpty else { return nil }
        switch rules.inspection(request) {
        case .unclear(let why): return Gap(endpoint: endpoint, reason: .unclear, detail: "inspection hangs on " + why)
        case .action("splice"), .action("none"): return nil
        case .action(let action): return Gap(endpoint: endpoint, reason: .inspected, detail: "ssl_bump says \(action)")
        case .nothing: return Gap(endpoint: endpoint, reason: .inspected, detail: "no ssl_bump line splices it")
        }
    }

    private static func notes(_ rules: SquidAccess, source: RuleSource?) -> [String] {
        var notes = rules.included.map { "The file \($0), which is included, was not read." }
        notes += rules.unused.map { "The acl \($0) is asked by no rule." }
        let elsewhere = SquidRequest(host: ProbeHost.elsewhere, port: UsualPort.httpsPort, source: source?.range)
        switch rules.access(elsewhere) {
        case .nothing:
            notes.append("No http_access line denies the rest; squid then does the opposite of the last line.")
        case .action("allow"): notes.append("The rest is allowed too.")
        case .action, .unclear: break
        }
        return notes
    }
}
