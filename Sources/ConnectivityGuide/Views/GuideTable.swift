extension ConnectivityGuide {
    /// The guide as text for a person at a terminal: a table of endpoints a service, then the rules.
    public var tableText: String {
        var lines = ["\(title) (\(name)): \(endpoints.count) endpoints, \(requiredCount) of them required", ""]
        let width = endpoints.map(\.host.text.count).max() ?? 0
        for service in services {
            let entries = endpoints.filter { $0.service == service.name }
            guard !entries.isEmpty else { continue }
            lines.append("\(service.name): \(service.purpose)")
            for entry in entries { lines.append(row(entry, hostWidth: width)) }
            lines.append("")
        }
        lines += ruleLines
        return lines.joined(separator: "\n") + "\n"
    }

    private var requiredCount: Int { endpoints(level: .required).count }

    private func row(_ entry: GuideEndpoint, hostWidth: Int) -> String {
        let port = entry.portNumber.map(String.init) ?? "picked"
        return [
            "  " + entry.host.text.padded(hostWidth), port.padded(6), entry.transport.rawValue,
            entry.speaks.rawValue.padded(5), entry.level.rawValue.padded(11), entry.purpose,
        ].joined(separator: "  ")
    }

    private var ruleLines: [String] {
        var lines = urlForms.map { "URL form    \($0.method) \($0.form) at any server (\($0.level.rawValue))" }
        lines += portRules.map { rule in
            "Port \(String(rule.port).padded(5))  \(rule.transports.map(\.rawValue).joined(separator: ", ")): \(rule.purpose)"
        }
        lines += addressRanges.map { "Addresses   \($0.range) \($0.purpose)" }
        if let bandwidth {
            lines.append(
                "Bandwidth   at least \(bandwidth.minimumKilobitsPerSecond) kbit/s each way, better "
                    + "\(bandwidth.recommendedKilobitsPerSecond) kbit/s")
        }
        if let wireless {
            lines.append(
                "Wi-Fi       \(list(wireless.standards)), \(list(wireless.bandsGigahertz)) GHz, "
                    + "\(list(wireless.security)); not \(list(wireless.refused))")
        }
        if let proxy {
            lines.append(
                "Proxy       \(proxy.method), \(list(proxy.authentication)), "
                    + "\(proxy.exceptionsAllowed ? "exceptions allowed" : "no exceptions"); not \(list(proxy.refused))")
        }
        return lines
    }

    private func list(_ words: [String]) -> String { words.joined(separator: ", ") }
}

extension String {
    /// The text followed by as many blanks as it needs to be so wide.
    fileprivate func padded(_ width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
