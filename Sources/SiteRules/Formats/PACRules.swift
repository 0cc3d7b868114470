import ConnectivityGuide

/// A proxy auto-configuration file: the guide's hosts go straight, everything else to a proxy that is nowhere.
///
/// It keeps to the oldest JavaScript, for engines that know no other.
enum PACRules {
    static func body(_ selection: RuleSelection) -> RuleBody {
        var lines = [
            "function FindProxyForURL(url, host) {",
            "  var pass = \"DIRECT\";",
            "  var elsewhere = \"PROXY nowhere.invalid:9\";",
            "  host = host.toLowerCase().replace(/\\.$/, \"\");",
            "  var port = dutymarkPort(url);",
        ]
        for target in selection.targets {
            for port in target.ports where sayable(target, port) && !isCovered(target, port, selection) {
                lines.append("  if (\(condition(target, port))) return pass;")
            }
        }
        lines += ["  return elsewhere;", "}", ""]
        return RuleBody(
            comment: "//",
            denial: [
                "Deny by default: every other place is sent to a proxy that does not exist. Write your own proxy into",
                "“elsewhere” to send the rest there.",
            ],
            advice: [
                "The machine itself reads no such file. It is for a computer that stands in for it, and for gateways that",
                "take their exceptions from one.",
                "A PAC file cannot say whose connections are meant; --source makes no difference.",
            ],
            unsaid: selection.targets.flatMap { target in
                target.ports.filter { !sayable(target, $0) }.compactMap { target.endpoint(at: $0)?.name }
            }.map { UnsaidRule(what: $0, why: "it is DNS, and DNS is never asked by a URL") },
            lines: lines + portFunction)
    }

    private static func sayable(_ target: RuleTarget, _ port: RulePort) -> Bool {
        target.endpoint(at: port).map { $0.speaks != .dns && $0.transport == .tcp } ?? false
    }

    /// Whether a domain that stands in the file at this port means the name too.
    private static func isCovered(_ target: RuleTarget, _ port: RulePort, _ selection: RuleSelection) -> Bool {
        target.kind == .name
            && selection.targets(at: port, .domain).contains { target.text.hasSuffix("." + $0.text) }
    }

    private static func condition(_ target: RuleTarget, _ port: RulePort) -> String {
        let there = "port === \(port.number)"
        switch target.kind {
        case .anywhere: return there
        case .name, .address: return "host === \(RuleText.quoted(target.text)) && \(there)"
        case .domain: return "dnsDomainIs(host, \(RuleText.quoted("." + target.text))) && \(there)"
        }
    }

    private static let portFunction = [
        "function dutymarkPort(url) {",
        "  var written = /^[a-z0-9+.-]+:\\/\\/(?:[^\\/@]*@)?(?:\\[[^\\]]*\\]|[^\\/:?#]*):([0-9]+)/i.exec(url);",
        "  if (written) return parseInt(written[1], 10);",
        "  return /^(https|wss):/i.test(url) ? 443 : 80;",
        "}",
    ]
}
