import ConnectivityGuide
import DutyModel
import SiteRules
import Testing

@Suite("comparison with lists and PAC files") struct ListComparisonTests {
    private let entries = [Selections.entry("a.example.com", "443"), Selections.entry("*.b.example.com", "80")]

    private func compare(_ kind: RuleFileKind, _ text: String) throws -> GuideComparison {
        try GuideComparison(
            Selections.small(entries.joined(separator: "\n")), kind: kind, text: text, fileName: "list")
    }

    @Test("a table in other words is understood: URLs, port lists, ranges, no transport")
    func otherTable() throws {
        let table = "URL,Ports\r\nhttps://A.example.com/path,\"80,443\"\r\n.b.example.com,1-100\r\n"
        #expect(try compare(.csv, table).gaps.isEmpty)
    }

    @Test("a wildcard covers what is below it and nothing else; a line that denies wins where it stands first")
    func coverage() throws {
        #expect(try compare(.csv, "host,port\n*.example.com,*\n").gaps.isEmpty)
        #expect(try compare(.csv, "host,port\nb.example.com,80\na.example.com,443\n").gaps.count == 1)
        let denied = "action,host,port,transport\ndeny,a.example.com,*,*\nallow,*,*,*\n"
        #expect(try compare(.csv, denied).gaps.map(\.endpoint.host.text) == ["a.example.com"])
    }

    @Test("the shape of endpoints.office.com, and a guide as JSON, are both read")
    func shapes() throws {
        let office = #"[{"id":1,"urls":["*.example.com"],"tcpPorts":"80,443","required":true,"notes":"x & y"}]"#
        #expect(try compare(.json, office).gaps.isEmpty)
        let guide = try ConnectivityGuide.builtIn("b700-v2")
        let result = try GuideComparison(
            RuleSelection(guide: guide), kind: .json, text: guide.jsonText(), fileName: "guide.json")
        // Beside its entries, what the machine asks over TLS as well.
        #expect(result.gaps.isEmpty && result.compared == guide.endpoints.count + 1)
    }

    @Test("where the machine asks a plain host over TLS too, rules let both pass; an entry that says so is not doubled")
    func overTLS() throws {
        let plain = Selections.entry("check.example", "80", speaks: "http")
        let both = plain.replacing("purpose:", with: "tls_port: 443, purpose:")
        let list = "host,port\ncheck.example,80\n"
        func gaps(_ entries: [String]) throws -> [String] {
            try GuideComparison(
                Selections.small(entries.joined(separator: "\n")), kind: .csv, text: list, fileName: "list"
            ).gaps.map(\.endpoint.name)
        }
        #expect(try gaps([plain]).isEmpty)
        #expect(try gaps([both]) == ["check.example:443/tcp"])
        #expect(try gaps([both, Selections.entry("check.example", "443")]) == ["check.example:443/tcp"])
        let machine = try Selections.of().targets(.name).filter { $0.text == "connectivitycheck.gstatic.com" }
        #expect(machine.map { $0.ports.map(\.word) } == [["tcp80", "tcp443"]])
    }

    @Test(
        "a list that cannot be read is named with its line",
        arguments: [
            (RuleFileKind.csv, "a,b\n1,2\n", 1), (.csv, "host,port\na.example.com,x\n", 2),
            (.csv, "host,port\n\n\"a", 3), (.csv, "host,port\na\n", 2), (.csv, "", 1),
            (.json, "[\n{\n]", 3), (.json, "[\n{\"urls\": 5}]", 2),
            (.json, "[\n{\"urls\": [\"a\"],\n\"tcpPorts\": \"x\"}]", 3),
            (.json, "7", 1),
        ])
    func malformed(kind: RuleFileKind, text: String, line: Int) throws {
        do {
            _ = try compare(kind, text)
            Issue.record("\(text) was taken")
        } catch let failure as DutyFailure {
            #expect(failure.code == .ruleFileMalformed)
            #expect(failure.message.hasPrefix("list, line \(line):"), "\(failure.message)")
        }
    }

    @Test("a PAC file of another hand is run: what goes to a proxy is found")
    func foreignPAC() throws {
        let pac = """
            function FindProxyForURL(url, host) {
              if (isPlainHostName(host) || shExpMatch(host, "*.b.example.com")) return "DIRECT";
              if (isInNet(dnsResolve(host), "10.0.0.0", "255.0.0.0")) return "DIRECT";
              return "PROXY proxy:3128; DIRECT";
            }
            """
        let result = try run(pac)
        #expect(result.gaps.map(\.endpoint.host.text) == ["a.example.com"])
        #expect(result.gaps.first?.detail?.contains("PROXY proxy:3128") == true)
    }

    @Test("a PAC file with an error is named with the line; one that does nothing, or reaches out, gets nowhere")
    func badPAC() throws {
        #expect(throws: DutyFailure(.ruleFileMalformed, "")) { try run("var x = 1;\nfunction (") }
        #expect(throws: DutyFailure(.ruleFileMalformed, "")) { try run("var nothing = 1;") }
        #expect(throws: DutyFailure(.ruleFileMalformed, "")) {
            try run("function FindProxyForURL() { return require('fs').readFileSync('/etc/passwd'); }")
        }
        #expect(throws: DutyFailure(.ruleFileMalformed, "")) {
            try run("function FindProxyForURL() { print('{}'); return 'DIRECT'; }")
        }
        do {
            _ = try run("function FindProxyForURL(url, host) {\n  return nobody;\n}")
        } catch let failure as DutyFailure {
            #expect(failure.message.contains("line 2"), "\(failure.message)")
        }
    }

    private func run(_ pac: String) throws -> GuideComparison {
        let questions = PACQuestions(try Selections.small(entries.joined(separator: "\n")).endpoints, source: nil)
        let run = try Checker.run("duk", ["questions.js"], files: ["questions.js": try questions.script(pac: pac)])
        return try questions.comparison(answers: run.output, fileName: "proxy.pac")
    }
}
