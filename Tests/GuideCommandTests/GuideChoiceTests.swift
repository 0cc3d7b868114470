import ConnectivityGuide
import DutyModel
import DutymarkCommands
import Installation
import Testing

@Suite("guide command") struct GuideCommandTests {
    @Test("a name is a built-in guide")
    func name() throws {
        #expect(try GuideChoice("local").load().name == "local")
        #expect(throws: DutyFailure(.guideUnknown, "")) { try GuideChoice("b800").load() }
    }

    @Test("a text with a slash or a dot is a file")
    func file() {
        #expect(throws: DutyFailure(.fileUnreadable, "")) { try GuideChoice("./no-such-guide").load() }
        #expect(throws: DutyFailure(.fileUnreadable, "")) { try GuideChoice("no-such-guide.yaml").load() }
    }

    @Test(
        "the fixed names and options are understood",
        arguments: [
            ["show"], ["show", "--json"], ["show", "--guide", "local", "--json"], ["validate", "some.yaml"],
            ["coverage"], ["diff", "squid.conf"],
            [
                "diff", "x", "--kind", "pac", "--guide", "local", "--level", "required", "--source", "10.0.0.1",
                "--json",
            ],
        ])
    func understood(arguments: [String]) throws {
        _ = try GuideCommand.parseAsRoot(arguments)
    }

    @Test(
        "wrong usage ends with 64",
        arguments: [["show", "more"], ["validate"], ["show", "--guide"], ["draw"], ["diff"]])
    func usage(arguments: [String]) {
        do {
            _ = try GuideCommand.parseAsRoot(arguments)
            Issue.record("\(arguments) was understood")
        } catch {
            #expect(GuideCommand.exitCode(for: error).rawValue == 64)
        }
    }

    @Test("a file that is no guide ends with 2")
    func invalid() throws {
        var command = try GuideCommand.parseAsRoot(["validate", "/dev/null"])
        do {
            try command.run()
            Issue.record("an empty file was taken for a guide")
        } catch {
            #expect(GuideCommand.exitCode(for: error).rawValue == 2)
        }
    }
}
