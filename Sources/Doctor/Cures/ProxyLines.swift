import ConnectivityGuide
import RuleLines

/// Lines of squid's configuration.
enum ProxyLines {
    /// TLS to these hosts is passed on unopened.
    static func uninspected(_ trials: [EndpointTrial], checks: [String]) -> [String] {
        SquidLines.uninspected(names(trials, and: checks), lineMost: longestLine)
    }

    /// The hosts of these trials, for the machine alone where its address is known, and at some ports alone where any are
    /// given.
    static func allowed(
        _ trials: [EndpointTrial], from source: String?, byConnect: Bool, ports: [UInt16] = []
    ) -> [String] {
        let names = names(trials, and: [])
        guard !names.isEmpty else { return [] }
        var lists: [String] = []
        var words: [String] = []
        if let source {
            lists.append("acl dutymark_machine src \(source)")
            words.append("dutymark_machine")
        }
        if byConnect {
            lists.append("acl dutymark_connect method CONNECT")
            words.append("dutymark_connect")
        }
        if !ports.isEmpty {
            lists.append("acl dutymark_ports port \(ports.map(String.init).joined(separator: " "))")
            words.append("dutymark_ports")
        }
        words.append("dutymark_hosts")
        return lists + SquidLines.list("dutymark_hosts", "dstdomain", names, lineMost: longestLine) + [
            "http_access allow \(words.joined(separator: " "))"
        ]
    }

    /// The names of the guide's entries and others as squid writes them.
    private static func names(_ trials: [EndpointTrial], and others: [String]) -> [String] {
        let names = trials.map { trial in
            let pattern = trial.endpoint.host.text.lowercased()
            return pattern.hasPrefix("*.") ? String(pattern.dropFirst()) : trial.host.lowercased()
        }
        return SquidLines.uncovered(names + others.map { $0.lowercased() }.filter { !AddressText.isAddress($0) })
    }

    /// As many values a line as a person can read.
    private static let longestLine = 110
}

/// Lines of dnsmasq's configuration.
enum NameServerLines {
    /// What was made up for unknown names becomes “no such name” again.
    static func trueDenials(of addresses: [String]) -> [String] {
        addresses.filter(AddressText.isAddress).map { "bogus-nxdomain=\($0)" }
    }

    /// These names are asked of another server than the rest.
    static func trueAnswers(_ hosts: [String], from server: String) -> [String] {
        guard AddressText.isAddress(server) else { return [] }
        return hosts.map { "server=/\($0.lowercased())/\(server)" }.eachOnce
    }
}
