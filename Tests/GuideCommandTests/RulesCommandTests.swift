import ArgumentParser
import DutyModel
import DutymarkCommands
import Installation
import Foundation
import ProgramRunning
import SiteRules
import Testing

@Suite("rules and guide diff commands") struct RulesCommandTests {
    private func file(_ name: String, _ text: String) throws -> String {
        let path = try TestFolder.make("diff").appending(path: name)
        try Data(text.utf8).write(to: path)
        return path.path
    }

    private func exitCode(_ arguments: [String]) async throws -> Int32 {
        do {
            let command = try GuideCommand.parseAsRoot(arguments)
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                var command = command
                try command.run()
            }
            return 0
        } catch {
            return GuideCommand.exitCode(for: error).rawValue
        }
    }

    @Test("every format is written to a file, and the comparison finds nothing missing in those it reads")
    func roundTrip() async throws {
        for format in RuleFormat.allCases {
            let path = try file("rules", "")
            let command = try RulesCommand.parse(["--format", format.rawValue, "--output", path])
            try command.run()
            #expect(try Data(contentsOf: URL(fileURLWithPath: path)).count > 1_000, "\(format)")
            if let kind = RuleFileKind(rawValue: format.rawValue) {
                #expect(try await exitCode(["diff", path, "--kind", kind.rawValue]) == 0, "\(format)")
            }
        }
    }

    @Test("what a format without comments cannot say is written beside its file, and for others nothing is")
    func notes() throws {
        for format in RuleFormat.allCases {
            let path = try file("rules", "")
            try RulesCommand.parse(["--format", format.rawValue, "--output", path, "--level", "required"]).run()
            let notes = try? String(contentsOfFile: path + ".notes", encoding: .utf8)
            #expect((notes == nil) == format.export(try selection()).isExplainedInText, "\(format)")
            if format == .paloAlto { #expect(notes?.contains("\n  *:53/udp: ") == true) }
        }
    }

    @Test("a format for IPv4 alone is refused where every source is of IPv6, and nothing is written")
    func sourceUnsayable() throws {
        let path = try file("rules", "as it was")
        let arguments = ["--format", "iptables", "--output", path, "--source", "2001:db8::5"]
        #expect(throws: (any Error).self) { try RulesCommand.parse(arguments).run() }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "as it was")
        try RulesCommand.parse(arguments + ["--source", "192.168.1.50"]).run()
        #expect(try String(contentsOfFile: path, encoding: .utf8).contains("-s 192.168.1.50/32"))
    }

    private func selection() throws -> RuleSelection {
        RuleSelection(guide: try GuideChoice("b700-v2").load(), level: .required)
    }

    @Test("the exit code says how bad it is: recommended 1, required 2, not to be told 3")
    func exitCodes() async throws {
        var lines = RuleFormat.csv.export(
            try RuleSelection(guide: GuideChoice("b700-v2").load())
        ).text.split(separator: "\n")
        let recommended = try #require(lines.firstIndex { $0.contains("recommended") })
        lines.remove(at: recommended)
        #expect(try await exitCode(["diff", file("a.csv", lines.joined(separator: "\n"))]) == 1)
        let required = try #require(lines.firstIndex { $0.contains("required") })
        lines.remove(at: required)
        #expect(try await exitCode(["diff", file("a.csv", lines.joined(separator: "\n"))]) == 2)
        #expect(try await exitCode(["diff", file("a.csv", "no header at all")]) == 3)
        #expect(try await exitCode(["diff", file("rules", "nothing that is known")]) == 3)
        #expect(try await exitCode(["diff", "/no/such/file.csv"]) == 3)
    }

    @Test("what hangs on one thing is said once; every entry has its line, with its state")
    func doubtSaidOnce() throws {
        let rules = "acl lan src 10.0.0.0/8\nhttp_access allow lan\nhttp_access deny all"
        let result = try GuideComparison(
            RuleSelection(guide: GuideChoice("b700-v2").load()), kind: .squid, text: rules, fileName: "squid.conf")
        let lines = result.diffText.split(separator: "\n")
        #expect(result.gaps.count > 100)
        #expect(lines.filter { $0.hasPrefix("- ") && $0.hasSuffix(" could not be told") }.count == result.gaps.count)
        #expect(lines.filter { $0.contains("acl lan") }.count == 1)
        #expect(lines.filter { $0.contains("--source") }.count == 1)
    }

    @Test("a PAC file that never ends, or fills the memory, is stopped", .timeLimit(.minutes(5)))
    func endlessPAC() async throws {
        #expect(try await exitCode(["diff", file("a.pac", "function FindProxyForURL() { for (;;) {} }")]) == 3)
        let growing = "function FindProxyForURL() { var a = ['x']; for (;;) a = a.concat(a); }"
        #expect(try await exitCode(["diff", file("b.pac", growing)]) == 3)
    }

    @Test("wrong usage ends with 64", arguments: [[], ["--format", "ipfw"], ["--format", "pf", "--level", "some"]])
    func usage(arguments: [String]) {
        do {
            _ = try RulesCommand.parse(arguments)
            Issue.record("\(arguments) was understood")
        } catch {
            #expect(RulesCommand.exitCode(for: error).rawValue == 64)
        }
    }
}
