import SiteRules
import Testing

@Suite("the ticket") struct TicketTests {
    private func text(_ entries: [String], title: String = "A guide") throws -> String {
        RuleFormat.markdown.export(try Selections.small(entries.joined(separator: "\n"), title: title)).text
    }

    @Test("every purpose of a host stays, with its ports; ports of one purpose share a row")
    func purposes() throws {
        let selection = try Selections.of()
        let ticket = RuleFormat.markdown.export(selection).text
        for endpoint in selection.endpoints {
            let host = endpoint.host.text == "*" ? "any host" : endpoint.host.text.lowercased()
            let port = "\(endpoint.transport.rawValue.uppercased()) \(endpoint.portNumber ?? 0)"
            let rows = ticket.split(separator: "\n").filter { $0.hasPrefix("| ") && $0.contains(host) }
            #expect(rows.contains { $0.contains(port) && $0.contains(endpoint.purpose) }, "\(endpoint.name)")
        }
        let two = [Selections.entry("a.example.com", "80", speaks: "http"), Selections.entry("a.example.com", "443")]
        #expect(try text(two).contains("| `a.example.com` | TCP 80, TCP 443 | a purpose |"))
        let other = [two[0].replacing("a purpose", with: "another"), two[1]]
        let rows = "| `a.example.com` | TCP 80 | another |\n| `a.example.com` | TCP 443 | a purpose |"
        #expect(try text(other).contains(rows))
    }

    @Test("it says which machine it is about, and how to see whether the change was enough")
    func verification() throws {
        let ticket = RuleFormat.markdown.export(try Selections.of(.required, source: "192.168.1.50,2001:db8::5")).text
        #expect(ticket.hasPrefix("## Network access for a stamp-duty franking machine\n"))
        #expect(ticket.contains("\nThe machine at 192.168.1.50 and 2001:db8::5 prints stamp duty, after the “B700 V"))
        #expect(ticket.contains("`dutymark doctor --guide b700-v2 --level required`"))
        #expect(ticket.contains("--output /dev/null https://distservp1.pb.com/\n"))
        #expect(try text([Selections.entry("a.example.com", "8443")]).contains(" https://a.example.com:8443/\n"))
        #expect(try !text([Selections.entry("*.example.com", "443")]).contains("curl"))
    }
}
