import ConnectivityGuide
import DutyModel
import SiteRules
import Testing

@Suite("comparison with a squid.conf") struct SquidComparisonTests {
    private func compare(
        _ rules: String, _ hosts: [String] = ["a.example.com"], port: String = "443", speaks: String = "tls",
        source: String? = nil
    ) throws -> GuideComparison {
        let small = try Selections.small(
            hosts.map { Selections.entry($0, port, speaks: speaks) }.joined(separator: "\n"))
        let selection = RuleSelection(
            guide: try guide(small), sources: try RuleSource.list([source].compactMap(\.self)))
        return try GuideComparison(selection, kind: .squid, text: rules, fileName: "squid.conf")
    }

    private func guide(_ selection: RuleSelection) throws -> ConnectivityGuide {
        var guide = try ConnectivityGuide.builtIn("b700-v2")
        guide.endpoints = selection.endpoints
        return guide
    }

    private func reasons(_ rules: String, source: String? = nil) throws -> [GuideComparison.Reason] {
        try compare(rules, source: source).gaps.map(\.reason)
    }

    @Test("the first line that fits decides; without one, the opposite of the last")
    func order() throws {
        let names = "acl s dstdomain .example.com\n"
        #expect(try reasons(names + "http_access allow s\nhttp_access deny all") == [])
        #expect(try reasons(names + "http_access deny all\nhttp_access allow s") == [.notAllowed])
        #expect(try reasons(names + "http_access deny !s") == [])
        #expect(try reasons(names + "http_access allow !s") == [.notAllowed])
        #expect(try reasons("") == [.notAllowed])
        #expect(try reasons("acl other dstdomain b.example.com\nhttp_access deny other") == [])
    }

    @Test("a name with a dot means the domain and all below it, one without only itself")
    func domains() throws {
        for (value, fits) in [
            (".example.com", true), ("a.example.com", true), ("A.EXAMPLE.COM", true), ("example.com", false),
            (".a.example.com", true), ("example", false), (".ample.com", false),
        ] {
            let found = try reasons("acl s dstdomain \(value)\nhttp_access allow s\nhttp_access deny all")
            #expect(found.isEmpty == fits, "\(value)")
        }
    }

    @Test("a pattern of the guide is not covered by one name of it")
    func pattern() throws {
        let one = "acl s dstdomain a.example.com\nhttp_access allow s"
        #expect(try compare(one, ["*.example.com"]).gaps.map(\.reason) == [.notAllowed])
        let all = "acl s dstdomain .example.com\nhttp_access allow s"
        #expect(try compare(all, ["*.example.com"]).gaps.isEmpty)
    }

    @Test("the usual rule that denies CONNECT to other ports is seen")
    func safePorts() throws {
        let rules = """
            acl SSL_ports port 443
            acl CONNECT method CONNECT
            http_access deny CONNECT !SSL_ports
            http_access allow all
            """
        #expect(try compare(rules).gaps.isEmpty)
        #expect(try compare(rules, port: "5228", speaks: "other").gaps.map(\.reason) == [.notAllowed])
    }

    @Test("what hangs on an unknown is neither missing nor there, unless it makes no difference")
    func unclear() throws {
        let timed = "acl work time MTWHF 9:00-17:00\n"
        #expect(try reasons(timed + "http_access allow work\nhttp_access deny all") == [.unclear])
        #expect(try reasons(timed + "http_access allow work\nhttp_access allow all") == [])
        #expect(try reasons(timed + "http_access deny work\nhttp_access allow all") == [.unclear])
        #expect(
            try reasons("acl f dstdomain \"/etc/squid/sites\"\nhttp_access allow f\nhttp_access deny all") == [.unclear]
        )
        let result = try compare(timed + "http_access allow work\nhttp_access deny all")
        #expect(result.exitCode == 3)
    }

    @Test("a rule about a source is unclear until the source is given")
    func source() throws {
        let rules = "acl lan src 10.0.0.0/8\nhttp_access allow lan\nhttp_access deny all"
        #expect(try reasons(rules) == [.unclear])
        #expect(try reasons(rules, source: "10.1.2.3") == [])
        #expect(try reasons(rules, source: "192.168.1.50") == [.notAllowed])
        #expect(try reasons(rules, source: "10.0.0.0/7") == [.unclear])
        // Each address of the machine must pass.
        #expect(try reasons(rules, source: "10.1.2.3,192.168.1.50") == [.notAllowed])
        #expect(try reasons(rules, source: "10.1.2.3,2001:db8::5") == [.notAllowed])
        #expect(try reasons("acl lan src 2001:db8::/32 fc00::/7\n" + rules, source: "10.1.2.3,2001:db8::5") == [])
        let range = "acl lan src 10.0.0.5-10.0.0.9\nhttp_access allow lan\nhttp_access deny all"
        #expect(try reasons(range, source: "10.0.0.9") == [])
        #expect(try reasons(range, source: "10.0.0.10") == [.notAllowed])
        let named = "acl lan src desk.example.com\nhttp_access allow lan\nhttp_access deny all"
        #expect(try reasons(named, source: "10.0.0.9") == [.unclear])
    }

    @Test("that the source should be given is said once, and only where it would help")
    func sourceSaidOnce() throws {
        let rules = "acl lan src 10.0.0.0/8\nhttp_access allow lan\nhttp_access deny all"
        let open = try compare(rules, ["a.example.com", "b.example.com"])
        #expect(open.gaps.map(\.reason) == [.unclear, .unclear])
        #expect(open.gaps.allSatisfy { $0.detail == "it hangs on acl lan, which asks for the machine’s address" })
        #expect(open.notes.filter { $0.contains("--source") }.count == 1)
        #expect(try compare(rules, source: "10.1.2.3").notes.allSatisfy { !$0.contains("--source") })
        let either = "acl lan src 10.0.0.0/8\nhttp_access allow lan\nhttp_access allow all"
        #expect(try compare(either).notes.allSatisfy { !$0.contains("--source") })
    }

    @Test("the line that denies or inspects is named")
    func linesNamed() throws {
        let ports = "acl Safe_ports port 80\n\n# other\nacl s dstdomain .example.com\nhttp_access deny !Safe_ports\n"
        let denied = try compare(ports + "http_access allow s").gaps.map(\.detail)
        #expect(denied == ["line 5: http_access deny !Safe_ports"])
        let bump = "http_access allow all\nssl_bump \\\n  bump   all"
        #expect(try compare(bump).gaps.map(\.detail) == ["line 2: ssl_bump bump all"])
        let last = "acl o dstdomain o.example\nhttp_access allow o"
        let detail = try compare(last).gaps.first?.detail
        #expect(detail?.hasSuffix("the opposite of the last: line 2: http_access allow o") == true)
        let long = "acl s dstdomain .example.com\nhttp_access deny s" + String(repeating: " s", count: 500)
        #expect(try compare(long).gaps.allSatisfy { ($0.detail?.count ?? 0) < 120 })
    }

    @Test(
        "a directive that squid does not know and that looks like one of ours is named",
        arguments: ["http_acces", "htpp_access", "http-access", "HTTP_ACCESS", "ssl_bumb", "acls", "alc"])
    func misspelt(word: String) throws {
        do {
            _ = try compare("http_access allow all\n\(word) deny all")
            Issue.record("\(word) was taken")
        } catch let failure as DutyFailure {
            #expect(failure.code == .ruleFileMalformed)
            #expect(failure.message.hasPrefix("squid.conf, line 2: squid knows no directive “\(word)”"))
        }
    }

    @Test(
        "other directives of squid are none of ours",
        arguments: [
            "htcp_access", "icp_access", "snmp_access", "miss_access", "http_access2", "http_reply_access", "http_port",
            "cache", "url_rewrite_access", "sslproxy_cert_error", "logformat", "note",
        ])
    func others(word: String) throws {
        #expect(try reasons("http_access allow all\n\(word) deny all") == [])
    }

    @Test("inspection is found unless a line splices the host before one that bumps it")
    func inspection() throws {
        let start =
            "http_access allow all\nacl s1 at_step SslBump1\nacl n ssl::server_name .example.com\nssl_bump peek s1\n"
        #expect(try reasons(start + "ssl_bump bump all") == [.inspected])
        #expect(try reasons(start + "ssl_bump splice n\nssl_bump bump all") == [])
        #expect(try reasons(start + "ssl_bump bump all\nssl_bump splice n") == [.inspected])
    }

    @Test("a file that cannot be read is named with its line")
    func malformed() throws {
        for (rules, line) in [
            ("\n# c\nacl one", 3), ("acl a port 1\nacl a dstdomain x", 2), ("http_access allow nobody", 1),
            ("acl a dstdomain \\\n  x\nhttp_access", 3),
        ] {
            do {
                _ = try compare(rules)
                Issue.record("\(rules) was taken")
            } catch let failure as DutyFailure {
                #expect(failure.code == .ruleFileMalformed && failure.message.hasPrefix("squid.conf, line \(line):"))
            }
        }
    }
}
