import DutyModel
import Foundation

/// The configurations of the lab's name servers.
enum NameServerText {
    /// dnsmasq on the site's router: asks the internet's resolver, or the one that falsifies where a fault has it.
    static func router(_ configuration: LabConfiguration, plan: LabPlan) -> String {
        let site = configuration.site.router
        let next = configuration.falseNames.isEmpty ? plan.publicResolver.ipv4 : "\(site.ipv4)#\(LabPorts.falseNames)"
        return text(
            common(configuration) + [
                "pid-file=\(LabHub.folder)/\(SiteRuleFiles.dnsmasqNumber)", "listen-address=\(site.ipv6)",
                "server=\(next)", "address=/\(plan.portalHost)/\(site.ipv4)", "conf-file=\(SiteRuleFiles.names)",
            ])
    }

    /// dnsmasq as a provider's or a filter's resolver, which the site's name server asks: says what faults put into its
    /// mouth. Nil where no fault does.
    static func falsifier(_ configuration: LabConfiguration, plan: LabPlan, directory: LabDirectory) -> String? {
        guard !configuration.falseNames.isEmpty else { return nil }
        var lines =
            common(configuration) + ["pid-file=", "port=\(LabPorts.falseNames)", "server=\(plan.publicResolver.ipv4)"]
        for name in configuration.falseNames {
            guard let host = name.host else {
                lines.append("address=/#/\(name.address)")
                // What is more exact goes before "all names": those that are there are asked as ever.
                lines += directory.servers.map { "server=/\($0.name)/\(plan.publicResolver.ipv4)" }
                continue
            }
            // Of the other family the name has no address then, instead of the true one.
            lines += ["address=/\(host)/\(name.address)", "local=/\(host)/"]
        }
        return text(lines)
    }

    private static func common(_ configuration: LabConfiguration) -> [String] {
        [
            "no-resolv", "no-hosts", "bind-interfaces", "user=root", "log-facility=-", "edns-packet-max=1232",
            "listen-address=\(configuration.site.router.ipv4)",
        ]
    }

    /// unbound in the internet: knows every host of the guide, and that nothing else is there.
    static func internet(plan: LabPlan, directory: LabDirectory, folder: String) -> String {
        var lines = [
            "server:", "chroot: \"\"", "username: \"\"", "directory: \"\(folder)\"", "pidfile: \"\"",
            "use-syslog: no", "logfile: \"\"", "do-daemonize: no", "num-threads: 1", "module-config: \"iterator\"",
            "interface: \(plan.publicResolver.ipv4)", "interface: \(plan.publicResolver.ipv6)",
            "local-zone: \".\" static", "local-data: \". 300 IN SOA a.root. nobody.root. 1 1800 900 604800 300\"",
        ]
        lines += plan.everybody.map { "access-control: \($0) allow" }
        lines += largeAnswer(for: ".") + rootKeys()
        for server in directory.servers {
            lines.append("local-zone: \"\(server.name).\" \(server.coversSubdomains ? "redirect" : "static")")
            lines.append("local-data: \"\(server.name). 60 IN A \(server.addresses.ipv4)\"")
            lines.append("local-data: \"\(server.name). 60 IN AAAA \(server.addresses.ipv6)\"")
            if server.name == server.largeAnswerName { lines += largeAnswer(for: server.name + ".") }
        }
        lines.append("remote-control:\n  control-enable: no")
        return text(lines)
    }

    /// Records that fit no answer over UDP, as the internet has them too.
    private static func largeAnswer(for name: String) -> [String] {
        (1...largeAnswerRecords).map { number in
            let filling = String(repeating: "dutymark", count: 25)
            return "local-data: '\(name) 300 IN TXT \"record-\(number)-\(filling)\"'"
        }
    }

    /// Keys as the root has them: more than 512 bytes in all, and less than today's datagrams carry.
    private static func rootKeys() -> [String] {
        (1...3).map { number in
            let key = Data([3, 1, 0, 1] + [UInt8](repeating: UInt8(number), count: 256)).base64EncodedString()
            return "local-data: \". 300 IN DNSKEY 257 3 8 \(key)\""
        }
    }

    /// So many records of some 220 bytes are about 5 KB.
    private static let largeAnswerRecords = 24

    private static func text(_ lines: [String]) -> String { lines.joined(separator: "\n") + "\n" }
}

extension LabServer {
    /// Real domains of this size have kilobytes of TXT records.
    fileprivate var largeAnswerName: String? { operatorName == "microsoft" || operatorName == "google" ? name : nil }
}
