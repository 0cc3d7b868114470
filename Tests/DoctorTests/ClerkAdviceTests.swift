import ConnectivityGuide
import Doctor
import Testing

/// What the doctor found, in the words of the person at the counter.
@Suite("the clerk's words") struct ClerkAdviceTests {
    /// Words that only an expert knows. The proxy stands in the settings by this name, so findings about it say it.
    static let jargon = [
        "dns", "tcp", "udp", "tls", "ssl", "sni", "mtu", "ipv4", "ipv6", "ip", "http", "https", "socks", "port",
        "ports",
        "host", "hosts", "endpoint", "endpoints", "certificate", "certificates", "gateway", "firewall", "server",
        "servers", "handshake", "packet", "packets", "segment", "resolver", "router", "timeout", "subnet", "dhcp",
        "authentication", "credentials", "connect", "tunnel", "authority", "rejected", "dropped", "null", "error",
    ]

    @Test("every finding has one plain sentence, and none holds an expert's word", arguments: FindingCode.allCases)
    func plain(_ code: FindingCode) {
        for sentence in [code.clerkSentence, code.clerkStep].compactMap({ $0 }) {
            #expect(sentence.hasSuffix(".") && !sentence.contains("\n"), "\(sentence)")
            #expect((20...120).contains(sentence.count), "\(sentence)")
            let words = Set(sentence.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init))
            #expect(words.isDisjoint(with: Self.jargon), "\(sentence)")
            if !code.rawValue.hasPrefix("proxy_") { #expect(!words.contains("proxy"), "\(sentence)") }
        }
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        let effect: String
        let whom: String
        let wantsSheet: Bool
        let fault: @Sendable (inout Site) -> Void
        var testDescription: String { name }
    }

    static let rows = [
        Row(
            name: "everything over TLS is closed", effect: "Top-ups, uploads and audits do not work",
            whom: "Call the people who look after this office’s network", wantsSheet: true
        ) { $0.close(.timeout) { $0.port == 443 } },
        Row(
            name: "one of two places of a service is down", effect: "Your work goes on: the machine has another way",
            whom: "Nobody here can fix it", wantsSheet: false
        ) { site in
            site.close(.refused) { $0.host == DetectionTableTests.funds }
            site.otherPort(DetectionTableTests.funds, 80, .refused)
        },
        Row(
            name: "only what is recommended is closed", effect: "Your work goes on: the machine has another way",
            whom: "Call the people who look after this office’s network", wantsSheet: true
        ) { site in
            site.close(.timeout) { $0.port == 5228 }
            site.otherPort("mobile-gtalk.l.google.com", 80, .open)
        },
        Row(
            name: "names that do not exist get an address", effect: "Your work goes on; it should be mended",
            whom: "Call the people who look after this office’s network", wantsSheet: true
        ) { site in
            site.answers({ $0.kind == .random }) {
                $0.result = .answered
                $0.addresses = ["203.0.113.9"]
            }
        },
    ]

    @Test("what does not work for her, and whom she calls, follow from what fails", arguments: rows)
    func advice(_ row: Row) throws {
        var site = try Site()
        row.fault(&site)
        let advice = try #require(ClerkAdvice.list(site.report, site.guide).first)
        #expect(advice.effect.hasPrefix(row.effect), "\(advice.effect)")
        #expect(advice.whom.hasPrefix(row.whom), "\(advice.whom)")
        #expect(advice.wantsSheet == row.wantsSheet)
    }

    @Test("a site without faults has nothing to tell, and each root cause is told once")
    func count() throws {
        let clean = try Site()
        #expect(ClerkAdvice.list(clean.report, clean.guide).isEmpty)
        var site = try Site()
        site.close(.timeout) { $0.host == "rb1-avinw.s.pb.com" }
        for row in Self.rows.prefix(2) { row.fault(&site) }
        #expect(ClerkAdvice.list(site.report, site.guide).map(\.finding) == site.report.roots)
    }
}
