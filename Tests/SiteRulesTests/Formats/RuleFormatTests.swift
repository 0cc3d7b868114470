import ConnectivityGuide
import DutyModel
import SiteRules
import Testing

@Suite("formats of rules") struct RuleFormatTests {
    @Test("no entry is dropped: each stands in the rules or among what is not written", arguments: RuleFormat.allCases)
    func nothingDropped(format: RuleFormat) throws {
        for selection in try Selections.all() {
            let export = format.export(selection)
            // A packet filter knows addresses; the names stand in the file for dnsmasq that goes with it.
            let whole = export.text + (format.companion?.export(selection).text ?? "")
            let unsaid = Set(export.unsaid.map(\.what))
            for endpoint in selection.endpoints where !unsaid.contains(endpoint.name) {
                let host = endpoint.host.text.lowercased()
                // A pattern stands as its domain, or as the port that is open to any host.
                let wanted = host == "*" ? "\(endpoint.portNumber ?? 0)" : host.replacing("*.", with: "")
                let isThere = whole.contains(wanted)
                #expect(isThere, "\(endpoint.name)")
            }
            for rule in export.unsaid {
                let isTold = export.explanation.contains { $0.contains(rule.what) && $0.contains(rule.why) }
                #expect(isTold, "\(rule.what)")
            }
        }
    }

    @Test("what a format cannot say is told: wildcards for ASA and pf, ports for a URL list, DNS for proxies")
    func unsaid() throws {
        let selection = try Selections.of()
        func named(_ format: RuleFormat) -> Set<String> { Set(format.export(selection).unsaid.map(\.what)) }
        for format in [RuleFormat.ciscoASA, .pf] {
            #expect(named(format).isSuperset(of: ["*.TeamViewer.com:80/tcp", "*.dyngate.com:80/tcp"]))
        }
        #expect(named(.paloAlto).isSuperset(of: ["*:53/udp", "*:53/tcp", "*:5938/tcp"]))
        #expect(named(.squid).isSuperset(of: ["*:53/udp", "8.8.8.8:53/tcp"]))
        #expect(named(.pac).isSuperset(of: ["*:53/udp", "8.8.8.8:53/tcp"]))
        for format in RuleFormat.allCases {
            #expect(named(format).contains("GET /din.aspx?s=...&client=DynGate... at any server"), "\(format)")
        }
    }

    @Test("squid inspects nothing below a pattern’s domain, and names nothing twice that the domain covers")
    func patternUninspected() throws {
        let entries = ["*.example.com", "a.example.com", "b.example.org"].map { Selections.entry($0, "443") }
        let text = RuleFormat.squid.export(try Selections.small(entries.joined(separator: "\n"))).text
        let names = text.split(separator: "\n").filter { $0.hasPrefix("acl dutymark_no_inspect ") }
            .compactMap { $0.split(separator: " ").last }
        #expect(names == [".example.com", "b.example.org"])
    }

    @Test("every format says what it denies, and a source narrows the rules to it", arguments: RuleFormat.allCases)
    func denial(format: RuleFormat) throws {
        let export = format.export(try Selections.of(source: "192.168.1.50"))
        let isTold = export.explanation.contains { $0.lowercased().contains("den") }
        #expect(isTold)
        // These have no place for a source in their rules.
        let saysNoSource: Set<RuleFormat> = [.dnsmasqNftset, .dnsmasqIpset, .ipset, .pac, .paloAlto, .json]
        let rules = export.text.split(separator: "\n").filter { line in
            !["#", "//", "!"].contains { line.hasPrefix($0) }
        }
        let namesSource = rules.contains { $0.contains("192.168.1.50") }
        #expect(namesSource != saysNoSource.contains(format))
        if format.isExplained { #expect(export.isExplainedInText) }
    }

    @Test("only required entries are written when only those are asked for", arguments: RuleFormat.allCases)
    func level(format: RuleFormat) throws {
        let text = format.export(try Selections.of(.required)).text
        let rules = text.split(separator: "\n").filter { !$0.hasPrefix("#") }.joined(separator: "\n")
        let hasFunds = rules.contains("incometp4.pb.com")
        #expect(hasFunds || format.companion != nil)
        let hasRecommended = rules.contains("teamviewer.com") || rules.contains("5228")
        #expect(!hasRecommended)
    }

    @Test("words of a guide cannot end a comment and begin a rule", arguments: RuleFormat.allCases)
    func hostileTitle(format: RuleFormat) throws {
        let title = "A\\nflush ruleset\\r\\u2028evil()\\u0085x | `y` <b>"
        let selection = try Selections.small(Selections.entry("host.example.com", "443"), title: title)
        let text = format.export(selection).text
        let lines = text.split(whereSeparator: \.isNewline)
        #expect(!lines.contains { $0.hasPrefix("flush") || $0.hasPrefix("evil") || $0.hasPrefix("x ") })
    }

    @Test("a port that is picked later is told, and written nowhere")
    func picked() throws {
        let selection = RuleSelection(guide: try ConnectivityGuide.builtIn("local"))
        let export = RuleFormat.nftables.export(selection)
        #expect(export.unsaid.map(\.what).contains("funds.localhost:picked/tcp"))
        #expect(!export.text.contains("dport 0"))
    }

    @Test("a name too long for an object's name is cut without meeting another")
    func longNames() throws {
        let label = String(repeating: "a", count: 60)
        let hosts = ["b", "c"].map { "\(label).\(label).\($0).example.com" }
        let selection = try Selections.small(hosts.map { Selections.entry($0, "443") }.joined(separator: "\n"))
        let objects = RuleFormat.ciscoASA.export(selection).text.matches(of: /\nobject network (\S+)/).map { $0.1 }
        #expect(Set(objects).count == 2 && objects.allSatisfy { $0.count <= 64 })
        let names = RuleFormat.fortigate.export(selection).text.matches(of: /edit "(dutymark a[^"]+)"/).map { $0.1 }
        #expect(Set(names).count == 2 && names.allSatisfy { $0.count <= 79 })
    }
}

extension RuleFormat {
    /// The format whose file holds the names.
    fileprivate var companion: RuleFormat? {
        switch self {
        case .nftables: .dnsmasqNftset
        case .iptables, .ipset: .dnsmasqIpset
        default: nil
        }
    }

    /// Whether the format has comments.
    fileprivate var isExplained: Bool { ![.paloAlto, .json, .csv, .markdown].contains(self) }
}
