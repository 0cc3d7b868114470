import ConnectivityGuide

/// IPv4 that is closed where IPv6 is open. The machine takes what works, and hosts without IPv6 are out of its reach.
enum IPv4Checks {
    /// Hosts of how many operators must fail over IPv4 alone: one alone may be that host's fault.
    private static let fewestOperators = 2

    static func closed(_ evidence: Evidence, _ unexplained: Unexplained) -> Finding? {
        let ports = ports(evidence)
        guard !ports.isEmpty else { return nil }
        let open = Set(ports.values.flatMap { $0 })
        // What has no IPv6 fails with it; where nothing fails, it is a warning.
        let failing = unexplained.trials.stopped(at: .opening).filter { trial in
            ports[trial.endpoint.portNumber ?? 0] != nil && trial.attempts.allSatisfy(isFour)
        }
        let concerned =
            failing.isEmpty
            ? evidence.trials.filter { ports[$0.endpoint.portNumber ?? 0]?.contains($0.host.lowercased()) == true }
            : failing
        let names = Words.list(ports.keys.sorted().map(String.init))
        return Finding(
            .ipv4Closed, failing.isEmpty ? .open : .blocked, .connect, "TCP \(names) is closed over IPv4",
            known: [
                "\(open.count) hosts of \(Operators.known.count(open)) unrelated operators do not answer over IPv4 "
                    + "and do over IPv6",
                "no connection there opens over IPv4",
            ], fix: "Let TCP port \(names) pass over IPv4 from \(evidence.machine) to the guide’s hosts.",
            rule: evidence.firewallRule, endpoints: concerned.map(\.endpoint),
            severity: failing.isEmpty ? .warning : nil, dependsOn: unexplained.found(.captivePortal))
    }

    /// The ports at which nothing opens over IPv4, each with the hosts that open there over IPv6. Where there is no way
    /// out over IPv4 at all, nobody closes it.
    static func ports(_ evidence: Evidence) -> [UInt16: Set<String>] {
        guard !evidence.isProxied else { return [:] }
        let opened = Set(evidence.opened.filter(isFour).map(\.port))
        let tried = evidence.connections(.endpoint).filter { $0.address != nil && !opened.contains($0.port) }
        return Dictionary(grouping: tried, by: \.port).compactMapValues { attempts in
            let six = Set(attempts.filter { $0.isIPv6 && $0.opening == .open }.map { $0.host.lowercased() })
            let four = attempts.filter { !$0.isIPv6 && $0.opening != .noRoute }
            let hosts = six.intersection(four.map { $0.host.lowercased() })
            return Operators.known.count(hosts) >= fewestOperators ? hosts : nil
        }
    }

    private static func isFour(_ attempt: ConnectionObservation) -> Bool { attempt.address != nil && !attempt.isIPv6 }
}
