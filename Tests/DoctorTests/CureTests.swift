import Doctor
import DutyModel
import Foundation
import ProgramRunning
import Testing

@Suite("the lines that mend what was found") struct CureTests {
    /// Which programs have a rule for a finding; what is not here is mended by no rule, and its sentence says by what.
    private static let programs: [FindingCode: [Cure.Program]] = [
        .nothingReachable: [.nftables], .dnsDead: [.nftables], .dnsUDPClosed: [.nftables], .dnsTCPClosed: [.nftables],
        .dnsPublicClosed: [.nftables], .dnsLargeLost: [.nftables], .dnsIntercepted: [.nftables],
        .dnsRewritten: [.dnsmasq], .dnsFiltered: [.dnsmasq], .captivePortal: [.nftables], .portClosed: [.nftables],
        .ipv4Closed: [.nftables],
        .hostBlocked: [.nftables],
        .tlsInspected: [.squid, .nftables], .sniFiltered: [.squid, .nftables], .blockPage: [.squid],
        .transparentProxy: [.nftables], .mtuBlackHole: [.nftables], .proxyDeniesPort: [.squid],
        .proxyDeniesHost: [.squid],
    ]

    private static func sites() throws -> [(name: String, site: Site)] {
        var sites: [(String, Site)] = []
        for row in DetectionTableTests.rows {
            var site = try Site()
            row.fault(&site)
            sites.append((row.name, site))
        }
        for row in DetectionTableTests.proxyRows {
            var site = try Site(proxy: RecordedProxy(host: "192.168.50.3", port: 3128, hasCredentials: false))
            row.fault(&site)
            sites.append((row.name, site))
        }
        return sites
    }

    @Test("every finding that a rule can mend has one for each program that can, and no other has any")
    func programs() throws {
        var seen = Set<FindingCode>()
        for (name, site) in try Self.sites() {
            for finding in site.report.roots where finding.standing != .down && finding.severity != .information {
                var wanted = Self.programs[finding.code] ?? []
                // Behind a proxy the router redirects and drops nothing of the machine's.
                if site.recording.proxy != nil { wanted.removeAll { $0 == .nftables } }
                // Over TCP they are lost with every other large packet.
                if finding.code == .dnsLargeLost, finding.summary.hasSuffix("over TCP") { wanted = [] }
                #expect(finding.cures.map(\.program) == wanted, "\(name): \(finding.code.rawValue)")
                seen.insert(finding.code)
            }
        }
        #expect(seen.isSuperset(of: Self.programs.keys))
    }

    @Test("nft, squid and dnsmasq accept every line of every cure")
    func accepted() throws {
        var lines: [Cure.Program: [String]] = [:]
        for (_, site) in try Self.sites() {
            for cure in site.report.findings.flatMap(\.cures) {
                lines[cure.program, default: []] += cure.lines.filter { !(lines[cure.program] ?? []).contains($0) }
            }
        }
        let folder = FileManager.default.temporaryDirectory.appending(path: "dutymark-cures-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        func check(_ program: Cure.Program, _ around: (String) -> String, _ command: String) throws {
            let text = (lines[program] ?? []).joined(separator: "\n") + "\n"
            try Data(around(text).utf8).write(to: folder.appending(path: program.rawValue))
            let path = "PATH=$PATH:/usr/sbin:/sbin; " + command
            let answer = try FinishedProgram(
                URL(fileURLWithPath: "/bin/sh"), ["-ec", path], in: folder, keepingErrors: true)
            let said = String(decoding: answer.output + answer.errors, as: UTF8.self)
            #expect(answer.status == 0, "\(said.suffix(600))")
            #expect(!said.contains("WARNING") && !said.contains("ERROR"), "\(said.suffix(600))")
        }
        try check(
            .nftables,
            { rules in
                let chains = [("f", "filter hook forward priority 0"), ("n", "nat hook prerouting priority -100")]
                return "table inet t {\n"
                    + chains.map { "chain \($0.0) {\ntype \($0.1);\n\(rules)}\n" }.joined() + "}\n"
            }, "unshare -rn nft -c -f nftables")
        try check(.squid, { "\($0)http_port 3128\nhttp_access deny all\n" }, "squid -k parse -f squid 2>&1")
        try check(.dnsmasq, { $0 }, "dnsmasq --test -C dnsmasq 2>&1")
    }

    @Test("a file has each program's own lines once, and says what it does not mend")
    func file() throws {
        var site = try Site()
        site.close(.timeout) { $0.port == 443 }
        site.answers({ $0.kind == .random && $0.resolver == .site }) {
            ($0.result, $0.addresses) = (.answered, ["94.130.77.200"])
        }
        func rules(_ format: ReportFormat) throws -> [String] {
            try format.text(site.report).split(separator: "\n").map(String.init).filter { !$0.hasPrefix("#") }
        }
        #expect(try rules(.nftables) == ["ip saddr 192.168.50.20 tcp dport 443 accept"])
        #expect(try rules(.dnsmasq) == ["bogus-nxdomain=94.130.77.200"])
        #expect(try rules(.squid).isEmpty)
        let squid = try ReportFormat.squid.text(site.report)
        for finding in site.report.roots { #expect(squid.contains("# Not mended here: \(finding.summary). ")) }
        let text = try ReportFormat.text.text(site.report)
        #expect(text.contains("\n    ip saddr 192.168.50.20 tcp dport 443 accept\n"))
        for form in [ReportFormat.html, .junit, .json] {
            let whole = try form.text(site.report)
            #expect(whole.contains("ip saddr 192.168.50.20 tcp dport 443 accept"))
        }
    }

    @Test("where IPv4 alone is closed, IPv4 alone is let through")
    func oneFamily() throws {
        var site = try Site()
        site.closeFour(.timeout)
        let lines = try ReportFormat.nftables.text(site.report).split(separator: "\n").filter { !$0.hasPrefix("#") }
        #expect(lines == ["ip saddr 192.168.50.20 tcp dport 443 accept"])
    }

    @Test("what lets packets pass comes after what changes them")
    func order() throws {
        var site = try Site()
        site.answers({ $0.transport == .udp }) { ($0.result, $0.addresses) = (.timeout, []) }
        site.recording.lines = [
            LineObservation(.up, .segments(small: true, large: false, largeInSmallSegments: true))
        ]
        let lines = try ReportFormat.nftables.text(site.report).split(separator: "\n").filter { $0.hasPrefix("ip ") }
        #expect(lines.first?.contains("maxseg") == true && lines.last?.hasSuffix("accept") == true)
    }

    @Test("words of strangers and of a saved run become no rule of their own")
    func hostile() throws {
        let evil = "\n} ; flush ruleset\nhttp_access allow all\nserver=/#/203.0.113.6\n"
        var site = try Site()
        site.recording.local.addresses = ["192.168.50.20", "2a00:d050::1" + evil, "2a00:d050::20"]
        site.recording.authorities = evil
        site.change({ $0.host == DetectionTableTests.funds }) {
            ($0.opening, $0.address, $0.tls) = (.timeout, "52.1.2.3" + evil, nil)
        }
        site.otherPort(DetectionTableTests.funds, 80, .open)
        site.answers({ $0.kind == .random && $0.resolver == .site }) {
            ($0.result, $0.addresses) = (.answered, [evil, "94.130.77.200"])
        }
        site.answers({ $0.resolver == .public }) { $0.server = "8.8.8.8" + evil }
        site.answers({ $0.name == "s3.amazonaws.com" && $0.resolver == .site }) { $0.addresses = ["0.0.0.0"] }
        site.close(.refused) { $0.host == "s3.amazonaws.com" }
        site.inspect(authority: "CA" + evil) { $0.purpose == .endpoint && $0.port == 443 && $0.opening == .open }
        let report = site.report
        for program in Cure.Program.allCases {
            let format = try #require(ReportFormat(rawValue: program.rawValue))
            for line in try format.text(report).split(whereSeparator: \.isNewline) where !line.hasPrefix("#") {
                #expect(!line.contains("flush") && !line.contains("allow all") && !line.contains("203.0"), "\(line)")
            }
        }
        let texts = report.findings.flatMap(\.cures).flatMap(\.lines)
        #expect(texts.count > 5)
        #expect(texts.allSatisfy { !$0.contains(where: \.isNewline) })
    }
}
