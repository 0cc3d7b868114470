import ConnectivityGuide

/// Lines of squid's configuration.
enum ProxyLines {
    /// TLS to these hosts is passed on unopened.
    static func uninspected(_ trials: [EndpointTrial], checks: [String]) -> [String] {
        let names = names(trials, and: checks)
        guard !names.isEmpty else { return [] }
        return list("dutymark_no_inspect ssl::server_name", names) + ["ssl_bump splice dutymark_no_inspect"]
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
        return lists + list("dutymark_hosts dstdomain", names) + ["http_access allow \(words.joined(separator: " "))"]
    }

    /// The names of the guide's entries as squid writes them, a dot before a domain, without those that a domain covers:
    /// squid warns of overlaps.
    private static func names(_ trials: [EndpointTrial], and others: [String]) -> [String] {
        var names: [String] = []
        for trial in trials {
            let pattern = trial.endpoint.host.text.lowercased()
            names.append(pattern.hasPrefix("*.") ? String(pattern.dropFirst()) : trial.host.lowercased())
        }
        let everyHost = names + others.map { $0.lowercased() }.filter { !AddressText.isAddress($0) }
        let domains = Set(everyHost.filter { $0.hasPrefix(".") })
        var kept: [String] = []
        for name in everyHost where !kept.contains(name) {
            let isCovered = domains.contains { $0 != name && (name.hasSuffix($0) || "." + name == $0) }
            if !isCovered { kept.append(name) }
        }
        return kept
    }

    /// A list, with as many values a line as a person can read.
    private static func list(_ start: String, _ values: [String]) -> [String] {
        var lines: [String] = []
        for value in values {
            if let last = lines.last, last.count + value.count < longestLine {
                lines[lines.count - 1] = last + " " + value
            } else {
                lines.append("acl \(start) \(value)")
            }
        }
        return lines
    }

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
        var lines: [String] = []
        for host in hosts {
            let line = "server=/\(host.lowercased())/\(server)"
            if !lines.contains(line) { lines.append(line) }
        }
        return lines
    }
}
