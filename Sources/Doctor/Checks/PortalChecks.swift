import ConnectivityGuide

/// A login page that stands before the network.
enum PortalChecks {
    /// The plain check is answered by somebody else, and the one over TLS does not get through: the latter decides.
    static func portal(_ evidence: Evidence, _ unexplained: Unexplained) -> Finding? {
        guard unexplained.found(.noNetwork, .nothingReachable).isEmpty else { return nil }
        let checks = evidence.trials.filter { $0.endpoint.role == .connectivityCheck && $0.endpoint.speaks == .http }
        for trial in checks {
            guard let http = trial.best?.http, isPortal(http) else { continue }
            guard !evidence.connections(.check).contains(where: isOpen) else { continue }
            // Where other sites answer as themselves, it is a filter for one host and no portal.
            let others = evidence.trials.filter { $0.endpoint.speaks == .http && $0.host != trial.host }
            let same = others.filter { resembles($0, trial) || isOneForm($0, trial) }
            guard others.isEmpty || !same.isEmpty else { continue }
            let place = http.location.map { " and is sent to \(Words.foreign($0))" } ?? ""
            let known = [
                "\(trial.host) answers \(http.status ?? 0) instead of 204\(place)",
                "\(Words.count(same.count, "other host answers", "other hosts answer")) in the same way; "
                    + "the check over TLS does not get through",
            ]
            let concerned = unexplained.trials + (trial.isOpen ? [trial] : []) + same.filter(\.isOpen)
            return finding(known + (saysSo(evidence).map { [$0] } ?? []), concerned)
        }
        return silent(evidence, unexplained, checks)
    }

    /// A network that says itself that somebody has to log in first, whatever it answers until then.
    private static func silent(
        _ evidence: Evidence, _ unexplained: Unexplained, _ checks: [EndpointTrial]
    ) -> Finding? {
        guard let said = saysSo(evidence), !checks.isEmpty, !checks.contains(where: isPassed),
            !evidence.connections(.check).contains(where: isOpen)
        else { return nil }
        let concerned = unexplained.trials + checks.filter(\.isOpen)
        return finding([said, "the check does not get through, over TLS or without"], concerned)
    }

    /// Whether the plain check got the answer that is due.
    private static func isPassed(_ trial: EndpointTrial) -> Bool {
        trial.attempts.contains { attempt in
            guard let http = attempt.http, http.result == .answered else { return false }
            return http.status == 204 || (http.status == 200 && http.bodyBytes == 0)
        }
    }

    /// What the login page's own interface says (RFC 8908).
    private static func saysSo(_ evidence: Evidence) -> String? {
        guard let portal = evidence.recording.portal, portal.isCaptive == true else { return nil }
        let place = portal.loginPage.map { ", at \(Words.foreign($0))" } ?? ""
        return "the network itself says that somebody has to log in first\(place)"
    }

    private static func finding(_ known: [String], _ concerned: [EndpointTrial]) -> Finding {
        Finding(
            .captivePortal, .blocked, .http, "A login page stands before this network", known: known,
            fix: "Log in once in a browser, or exempt the machine from the login page; it cannot log in.",
            endpoints: concerned.map(\.endpoint), severity: .critical)
    }

    private static func isPortal(_ http: HTTPObservation) -> Bool {
        guard http.result == .answered, let status = http.status else { return false }
        return status == 511
            || ((200...399).contains(status) && status != 204 && !(status == 200 && http.bodyBytes == 0))
    }

    private static func isOpen(_ attempt: ConnectionObservation) -> Bool {
        attempt.tls?.isTrusted == true && attempt.http.map { $0.status == 204 } ?? true
    }

    /// Whether two hosts were answered by one hand: the same place to go to, or the same page.
    static func resembles(_ one: EndpointTrial, _ other: EndpointTrial) -> Bool {
        guard let here = one.best?.http, let there = other.best?.http else { return false }
        if let first = here.location, let second = there.location {
            return Destination.host(of: first, from: one.host) == Destination.host(of: second, from: other.host)
        }
        return here.status == there.status && here.bodyHash != nil && here.bodyBytes > 0
            && here.bodyHash == there.bodyHash
    }

    /// Whether a host is answered as the check is, in another copy: a page of one title, or one place on whatever host
    /// was asked. Servers of one make may share these by chance; a check that fails with them does not.
    private static func isOneForm(_ one: EndpointTrial, _ check: EndpointTrial) -> Bool {
        guard let here = one.best?.http, let there = check.best?.http, here.status == there.status else { return false }
        if let place = there.location { return place == here.location && Destination.named(by: place) == nil }
        return here.location == nil && here.title == there.title && there.title?.isEmpty == false
    }
}
