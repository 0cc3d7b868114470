import ConnectivityGuide
import DutyModel
import Foundation
import SiteRules
import Testing

/// Takes each line in turn from an export and expects that the comparison finds it.
@Suite("guide diff finds each line that is removed") struct RemovedLineTests {
    /// The lines that are rules, by their index.
    private func rules(_ text: String, isRule: (Substring) -> Bool) -> (lines: [Substring], rules: [Int]) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return (lines, lines.indices.filter { !lines[$0].isEmpty && isRule(lines[$0]) })
    }

    private func without(_ index: Int, _ lines: [Substring]) -> String {
        var rest = lines
        rest.remove(at: index)
        return rest.joined(separator: "\n")
    }

    /// What the comparison says, in one text that two runs can be compared by; a refusal is one too.
    private func said(_ work: () throws -> GuideComparison) -> String {
        do {
            let result = try work()
            return "\(result.gaps.map { $0.endpoint.name + $0.reason.rawValue }) \(result.notes)"
        } catch {
            return "refused: \(error)"
        }
    }

    @Test("squid", arguments: Selections.sources)
    func squid(source: String?) throws {
        let selection = try Selections.of(source: source)
        let (lines, rules) = rules(RuleFormat.squid.export(selection).text) { !$0.hasPrefix("#") }
        func compare(_ text: String) -> String {
            said { try GuideComparison(selection, kind: .squid, text: text, fileName: "squid.conf") }
        }
        let whole = try GuideComparison(
            selection, kind: .squid, text: lines.joined(separator: "\n"), fileName: "squid.conf")
        #expect(whole.gaps.isEmpty && whole.exitCode == 0)
        let good = compare(lines.joined(separator: "\n"))
        for index in rules { #expect(compare(without(index, lines)) != good, "\(lines[index])") }
    }

    @Test("CSV")
    func csv() throws {
        let selection = try Selections.of()
        let (lines, rules) = rules(RuleFormat.csv.export(selection).text) { _ in true }
        func compare(_ text: String) -> String {
            said { try GuideComparison(selection, kind: .csv, text: text, fileName: "list.csv") }
        }
        let good = compare(lines.joined(separator: "\n"))
        #expect(good == "[] []")
        for index in rules { #expect(compare(without(index, lines)) != good, "\(lines[index])") }
    }

    @Test("JSON")
    func json() throws {
        let selection = try Selections.of()
        // Every host and every list of ports; the other lines describe, or are brackets.
        let (lines, rules) = rules(RuleFormat.json.export(selection).text) {
            $0.wholeMatch(of: #/ +"[^"]+",?/#) != nil || $0.contains("Ports\"")
        }
        #expect(rules.count > 100)
        func compare(_ text: String) -> String {
            said { try GuideComparison(selection, kind: .json, text: text, fileName: "list.json") }
        }
        #expect(compare(lines.joined(separator: "\n")) == "[] []")
        for index in rules { #expect(compare(without(index, lines)) != "[] []", "\(lines[index])") }
    }

    @Test("PAC, run by a JavaScript engine")
    func pac() throws {
        let selection = try Selections.of()
        let (lines, rules) = rules(RuleFormat.pac.export(selection).text) { !$0.hasPrefix("//") }
        let questions = PACQuestions(selection.endpoints, source: nil)
        func compare(_ text: String) -> String {
            said {
                let run = try Checker.run(
                    "duk", ["questions.js"], files: ["questions.js": try questions.script(pac: text)])
                return try questions.comparison(answers: run.output, fileName: "proxy.pac")
            }
        }
        #expect(compare(lines.joined(separator: "\n")) == "[] []")
        for index in rules { #expect(compare(without(index, lines)) != "[] []", "\(lines[index])") }
    }
}
