import ConnectivityGuide

/// Answers that are not the server's own.
enum WebChecks {
    static func blockPages(_ evidence: Evidence, _ unexplained: Unexplained) -> Finding? {
        let named = Set(unexplained.findings.filter { $0.standing != .open }.flatMap(\.endpoints))
        let answered = evidence.trials.filter {
            $0.endpoint.speaks == .http && $0.isOpen && $0.best?.http?.result == .answered
                && !named.contains($0.endpoint.name)
        }
        let hits = answered.filter { isBlocked($0, among: answered) }
        guard !hits.isEmpty else { return nil }
        let hosts = Words.hosts(hits.map(\.host))
        return Finding(
            .blockPage, .blocked, .http, "A page of the site’s own answers in place of \(hosts)", known: known(hits),
            fix: "Take \(hosts) out of the web filter.", rule: Words.proxyRule, endpoints: hits.map(\.endpoint),
            dependsOn: unexplained.found(.captivePortal)
                + SubstitutedServerChecks.explainPages(evidence, unexplained))
    }

    /// What makes an answer somebody else's: a status that says so, a check that is not passed, one place to which
    /// unrelated hosts are sent, or one page that they all show.
    private static func isBlocked(_ trial: EndpointTrial, among all: [EndpointTrial]) -> Bool {
        guard let http = trial.best?.http, let status = http.status else { return false }
        if status == 451 || status == 511 { return true }
        if trial.endpoint.role == .connectivityCheck { return status != 204 && !(status == 200 && http.bodyBytes == 0) }
        if saysSo(http) { return true }
        let twins = all.filter { other in
            Operators.known.of(other.host) != Operators.known.of(trial.host)
                && PortalChecks.resembles(other, trial)
        }
        guard !twins.isEmpty else { return false }
        if let location = http.location {
            return isForeign(Destination.host(of: location, from: trial.host), to: [trial] + twins)
        }
        // Servers of one make show the same page of error: a small one proves nothing.
        return http.bodyBytes > largestErrorPage || Operators.known.count(twins.map(\.host)) >= fewestTwins
    }

    /// Web servers' own pages of error have fewer bytes, those of Microsoft's among them.
    private static let largestErrorPage = 1_536
    /// Hosts of so many other operators with the very same page are not by chance, even where it is small.
    private static let fewestTwins = 4

    /// A refusal whose page or place says that it is a filter's.
    private static func saysSo(_ http: HTTPObservation) -> Bool {
        // The last one is squid's, at a port that it takes from others.
        let words = [
            "webfilter", "web filter", "url filter", "urlfilter", "content filter", "blocked",
            "the requested url could not be retrieved",
        ]
        let said = ((http.title ?? "") + " " + (http.location ?? "")).lowercased()
        let refuses = http.status == 403 || (300...399).contains(http.status ?? 0)
        return refuses && words.contains { said.contains($0) }
    }

    private static func isForeign(_ host: String, to trials: [EndpointTrial]) -> Bool {
        let place = Operators.known.of(host)
        return !trials.contains { Operators.known.of($0.host) == place }
    }

    private static func known(_ hits: [EndpointTrial]) -> [String] {
        hits.prefix(3).compactMap { trial in
            guard let http = trial.best?.http, let status = http.status else { return nil }
            let place = http.location.map { " and sends to \(Words.foreign($0))" } ?? ""
            let title = http.title.map { " with the page “\(Words.foreign($0, most: 40))”" } ?? ""
            let wanted = trial.endpoint.role == .connectivityCheck ? " where 204 is due" : ""
            return "\(trial.host) answers \(status)\(place)\(title)\(wanted)"
        }
    }

    /// An address at which nobody lives takes connections.
    static func transparentProxy(_ evidence: Evidence, _ unexplained: Unexplained) -> Finding? {
        guard !evidence.isProxied, let hit = evidence.connections(.nowhere).first(where: { $0.opening == .open }) else {
            return nil
        }
        var known = ["a connection to \(hit.address ?? hit.host) port \(hit.port), where nobody lives, opened"]
        let via = Dictionary(
            grouping: evidence.trials.filter { $0.best?.http?.via != nil }, by: { $0.best?.http?.via ?? "" })
        if let (text, trials) = via.max(by: { $0.value.count < $1.value.count }),
            Operators.known.count(trials.map(\.host)) > 1
        {
            known.append("unrelated hosts’ answers come through “\(Words.foreign(text, most: 40))”")
        }
        return Finding(
            .transparentProxy, .open, .http, "A proxy takes part in port \(hit.port) that nobody named", known: known,
            fix: "Exempt the machine from the transparent proxy.", severity: .warning,
            dependsOn: unexplained.found(.captivePortal, .tlsInspected, .blockPage))
    }
}
