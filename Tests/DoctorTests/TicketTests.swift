import Doctor
import DutyModel
import Testing

/// What goes to somebody else: a ticket that says all, and no word of a stranger's that does more than be read.
@Suite("tickets, and strangers' words") struct TicketTests {
    private func report(_ fault: (inout Site) -> Void) throws -> Report {
        var site = try Site()
        fault(&site)
        return site.report
    }

    @Test("a ticket says what to open, for whom and why, and how to see that it is done")
    func markdown() throws {
        let report = try report { $0.close(.refused) { $0.port == 443 } }
        let text = try ReportFormat.markdown.text(report)
        for words in [
            "franking machine", "192.168.50.20", "TCP 443 is rejected", "Let TCP port 443 pass",
            "| `incometp4.pb.com:443/tcp` | required | refills and audits |", "tcp dport 443 accept",
            "opens the port to every host", "https://distservp1.pb.com/", "exit code 0",
        ] { #expect(text.contains(words), "\(words)") }
        // Fences come in pairs: nothing runs on as code.
        #expect(text.split(separator: "\n").count { $0 == "```" }.isMultiple(of: 2))
    }

    @Test("a ticket of a well site says that nothing was found")
    func well() throws {
        let text = try ReportFormat.markdown.text(try report { _ in })
        #expect(text.contains("READY") && text.contains("No cause was found: all"))
    }

    @Test(
        "what strangers wrote reaches neither terminal nor markup",
        arguments: [
            ReportFormat.text, .markdown, .nagios, .html, .nftables,
        ])
    func strangers(_ format: ReportFormat) throws {
        let report = try report { site in
            let evil = "\u{1b}]0;owned\u{7}\n| <b>`x`"
            site.answers({ $0.resolver == .nowhere }) {
                ($0.result, $0.server, $0.addresses) = (.answered, evil, [evil])
            }
            site.answers({ $0.kind == .random }) { ($0.result, $0.addresses) = (.answered, [evil]) }
            site.answers({ $0.name == "incometp4.pb.com" && $0.resolver == .site }) { $0.addresses = [evil] }
            site.close(.refused) { $0.host == "incometp4.pb.com" }
            site.recording.local.gateways = [evil]
        }
        #expect(report.roots.count >= 3)
        for style in [TextStyle(), TextStyle(isVerbose: true)] {
            let text = try format.text(report, style: style)
            #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || $0.value == 0x7f })
            #expect(!text.contains("<b>") || format != .html)
            #expect(!text.contains("`x`") || format != .markdown)
        }
    }

    @Test("a place that fails and that no chosen check explains is never called ready")
    func chosenChecks() throws {
        var site = try Site()
        site.close(.timeout) { $0.port == 443 }
        let report = Judge.judge(site.recording, site.guide, only: ["gateway"])
        #expect(report.verdict == .unknown && report.exitCode == 3 && report.checks == ["gateway"])
        #expect(try ReportFormat.text.text(report).contains("only gateway"))
        #expect(try ReportFormat.nagios.text(report).hasPrefix("DUTYMARK UNKNOWN - 90 endpoints fail"))
        var mild = try Site()
        mild.close(.timeout) { $0.port == 5228 }
        #expect(Judge.judge(mild.recording, mild.guide, only: ["gateway"]).verdict == .readyWithWarnings)
        #expect(Judge.judge(try Site().recording, site.guide, only: ["gateway"]).verdict == .ready)
    }
}
