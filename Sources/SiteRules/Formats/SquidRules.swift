import ConnectivityGuide
import RuleLines

/// Access rules for squid, and the rule that keeps it from looking into the guide's TLS.
enum SquidRules {
    static func body(_ selection: RuleSelection) -> RuleBody {
        let ports = selection.ports.filter { $0.transport == .tcp && speaksDNS($0, selection) == false }
        var lines = ["acl dutymark_connect method CONNECT"]
        lines += selection.sources.map { "acl dutymark_machine src \($0.block)" }
        for port in ports {
            lines.append("acl \(portList(port)) port \(port.number)")
            lines += SquidLines.list(nameList(port), "dstdomain", hosts(at: port, selection))
            lines += SquidLines.list(addressList(port), "dst", selection.targets(at: port, .address).map(\.text))
        }
        let from = selection.sources.isEmpty ? "" : "dutymark_machine "
        for port in ports { lines += allow(port, from, selection) }
        if !selection.sources.isEmpty { lines.append("http_access deny dutymark_machine") }
        lines += inspection(selection)
        return RuleBody(
            comment: "#",
            denial: denial(selection),
            advice: [
                "Include it before the first http_access and ssl_bump line of squid.conf. Check with: squid -k parse.",
                "The machine tunnels everything by CONNECT, to ports 80 and 5228 too, which the usual rules deny.",
                "The splice line keeps TLS to the guide’s hosts free of inspection; a squid without OpenSSL inspects nothing",
                "and does not know the lines with ssl::server_name and ssl_bump: leave them out there.",
                "A name with a dot in front means the domain itself too.",
            ],
            unsaid: selection.endpoints.filter { $0.speaks == .dns }.map {
                UnsaidRule(what: $0.name, why: "behind a proxy the machine asks no DNS; squid looks the names up")
            },
            lines: lines)
    }

    private static func denial(_ selection: RuleSelection) -> [String] {
        selection.sources.isEmpty
            ? [
                "Deny by default: these lines only allow, for every computer, and expect that squid.conf ends with",
                "http_access deny all. With --source ADDRESS they are for that address alone and deny it the rest.",
            ] : selection.denial(endingIn: "the last http_access line")
    }

    /// Names at a port as dstdomain wants them, without those that a listed domain covers: squid warns of overlaps.
    private static func hosts(at port: RulePort, _ selection: RuleSelection) -> [String] {
        uncovered(selection.targets(at: port, .name, .domain))
    }

    /// Domains with a dot in front, and what no domain covers.
    private static func uncovered(_ targets: [RuleTarget]) -> [String] {
        let domains = targets.filter { $0.kind == .domain }.map { "." + $0.text }
        return SquidLines.uncovered(domains + targets.filter { $0.kind != .domain }.map(\.text))
    }

    private static func allow(_ port: RulePort, _ from: String, _ selection: RuleSelection) -> [String] {
        let start = "http_access allow \(from)dutymark_connect \(portList(port))"
        guard selection.targets(at: port, .anywhere).isEmpty else { return [start] }
        var lines: [String] = []
        if !hosts(at: port, selection).isEmpty { lines.append("\(start) \(nameList(port))") }
        if !selection.targets(at: port, .address).isEmpty { lines.append("\(start) \(addressList(port))") }
        return lines
    }

    private static func inspection(_ selection: RuleSelection) -> [String] {
        let targets = selection.targets(.name, .domain, .address).filter { target in
            target.endpoints.contains { $0.speaks == .tls }
        }
        return SquidLines.uninspected(uncovered(targets))
    }

    private static func speaksDNS(_ port: RulePort, _ selection: RuleSelection) -> Bool {
        selection.targets.compactMap { $0.endpoint(at: port) }.allSatisfy { $0.speaks == .dns }
    }

    private static func portList(_ port: RulePort) -> String { "dutymark_port_\(port.number)" }
    private static func nameList(_ port: RulePort) -> String { "dutymark_names_\(port.number)" }
    private static func addressList(_ port: RulePort) -> String { "dutymark_addresses_\(port.number)" }
}
