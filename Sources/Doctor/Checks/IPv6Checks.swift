/// IPv6 that is there and does not work.
enum IPv6Checks {
    /// How many hosts must fail over IPv6 alone: one alone may be that host's fault.
    private static let fewestHosts = 2

    static func broken(_ evidence: Evidence, _ unexplained: Unexplained) -> Finding? {
        let local = evidence.recording.local
        guard !evidence.isProxied, local.hasRoute6,
            local.addresses.contains(where: { $0.contains(":") && AddressKind($0) == .public })
        else { return nil }
        let tried = evidence.trials.filter { $0.attempts.contains(where: \.isIPv6) }
        let all = Hosts(tried)
        // A line that loses large packets opens connections, and may carry a short page.
        let secured = Hosts(tried.filter { $0.endpoint.speaks == .tls })
        guard let hosts = [all, secured].first(where: { $0.well.isEmpty && $0.failed.count >= fewestHosts }) else {
            return nil
        }
        let opens = tried.contains { $0.attempts.contains { $0.isIPv6 && $0.opening == .open } }
        return Finding(
            .ipv6Broken, .open, opens ? .tlsHandshake : .connect,
            opens
                ? "IPv6 works only in part on this network" : "IPv6 is set up on this network and leads nowhere",
            known: [
                "this computer has a public IPv6 address and a default route",
                opens
                    ? "TLS handshakes with \(hosts.failed.count) hosts complete over IPv4 but not over IPv6"
                    : "\(hosts.failed.count) hosts do not answer over IPv6 and do over IPv4",
            ] + (opens ? ["they complete with no host over IPv6"] : []),
            fix: "Have your provider fix IPv6, or switch it off on the router until then.", severity: .warning)
    }

    /// Hosts that are as well over IPv6 as over IPv4, and hosts that are not.
    private struct Hosts {
        var well: Set<String> = []
        var failed: Set<String> = []

        init(_ trials: [EndpointTrial]) {
            for trial in trials {
                let six = depth(trial) { $0.isIPv6 }
                let four = depth(trial) { !$0.isIPv6 && $0.address != nil }
                // Where both are stopped on their way alike, it is not for being IPv6.
                if six < four { failed.insert(trial.host) } else if six > Self.opening { well.insert(trial.host) }
            }
            failed.subtract(well)
        }

        private static let opening = EndpointTrial.Step.opening.rawValue

        private func depth(_ trial: EndpointTrial, _ fits: (ConnectionObservation) -> Bool) -> Int {
            trial.attempts.filter(fits).map { trial.depth($0) }.max() ?? 0
        }
    }
}
