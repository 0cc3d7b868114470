import SiteRules
import Testing

/// The appliances have no checker here; each line must be one of the few forms that their manuals give.
@Suite("forms of appliances") struct ApplianceFormTests {
    private func expect(_ format: RuleFormat, _ forms: [Regex<Substring>]) throws {
        for selection in try Selections.all() {
            for line in format.export(selection).text.split(separator: "\n") {
                #expect(forms.contains { line.wholeMatch(of: $0) != nil }, "\(format): \(line)")
            }
        }
    }

    @Test("Cisco ASA")
    func asa() throws {
        try expect(
            .ciscoASA,
            [
                /!.*/, /object network [A-Za-z0-9.-]{1,64}/, #/ fqdn [a-z0-9.-]+/#, /object-group network [A-Z0-9-]+/,
                #/ network-object (?:object [A-Za-z0-9.-]+|host [0-9.]+|[0-9.]+ [0-9.]+)/#,
                /access-list DUTYMARK extended permit (?:tcp|udp) (?:any|host [0-9.]+|[0-9.]+ [0-9.]+|object-group [A-Z0-9-]+) (?:any|object-group [A-Z0-9-]+) eq \d+/,
                /access-list DUTYMARK extended deny ip (?:host [0-9.]+|[0-9.]+ [0-9.]+|object-group [A-Z0-9-]+) any/,
            ])
    }

    @Test("Palo Alto list: one host and a slash, no host twice")
    func paloAlto() throws {
        try expect(.paloAlto, [/(?:\*\.)?[a-z0-9.-]+\//])
        let lines = RuleFormat.paloAlto.export(try Selections.of()).text.split(separator: "\n")
        #expect(Set(lines).count == lines.count)
    }

    @Test("FortiGate: blocks open and close, and every name that is used is made")
    func fortigate() throws {
        for selection in try Selections.all() {
            let text = RuleFormat.fortigate.export(selection).text
            var depth = 0
            for line in text.split(separator: "\n").map({ $0.drop { $0 == " " } }) {
                if line.hasPrefix("config ") || line.hasPrefix("edit ") { depth += 1 }
                if line == "end" || line == "next" { depth -= 1 }
                #expect((0...2).contains(depth))
            }
            #expect(depth == 0)
            let made = Set(text.matches(of: /edit "([^"]+)"/).map { String($0.1) } + ["all", "ALL"])
            for used in text.matches(of: /(?:member|srcaddr|dstaddr|service) "([^"]+)"/) {
                #expect(made.contains(String(used.1)), "\(used.1)")
            }
        }
    }

    @Test("FortiGate: what is let out has its address translated, what is denied says nothing of it")
    func fortigateTranslates() throws {
        for selection in try Selections.all() where RuleFormat.fortigate.canSay(selection) {
            let text = RuleFormat.fortigate.export(selection).text
            let actions = text.matches(of: /set action ([a-z]+)\n +(set nat enable|next)\n/)
            #expect(actions.contains { $0.1 == "accept" })
            for action in actions { #expect((action.1 == "accept") == (action.2 == "set nat enable")) }
            #expect(text.contains("# “set nat enable”"))
        }
    }

    @Test("Windows: every keyword that a rule asks is made, and brackets close")
    func windows() throws {
        for selection in try Selections.all() {
            let text = RuleFormat.windows.export(selection).text
            let code = text.split(separator: "\n").filter { !$0.hasPrefix("#") }.joined(separator: "\n")
            for pair in ["()", "{}"] {
                let (open, close) = (pair.first, pair.last)
                #expect(code.count { $0 == open } == code.count { $0 == close })
            }
            let keywords = Set(code.matches(of: /\n    ('[a-z0-9.*-]+')/).map { $0.1 })
            for target in selection.targets(.name, .domain) {
                #expect(keywords.contains { $0.contains(target.text) })
            }
        }
    }

    @Test("Markdown: every row of a table has its three cells")
    func markdown() throws {
        for line in RuleFormat.markdown.export(try Selections.of()).text.split(separator: "\n")
        where line.hasPrefix("|") {
            #expect(line.replacing("\\|", with: "").count { $0 == "|" } == 4, "\(line)")
        }
    }
}
