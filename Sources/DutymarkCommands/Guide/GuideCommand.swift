import Installation
import ArgumentParser
import ConnectivityGuide
import DutyModel

/// `dutymark guide …`: what the connectivity guide says, and whether a guide file can be used.
public struct GuideCommand: ParsableCommand {
    /// What the command is called and what it takes.
    public static let configuration = CommandConfiguration(
        commandName: "guide",
        abstract: "Show or check what a site's network must let pass.",
        subcommands: [Show.self, Validate.self, Coverage.self, Diff.self])

    /// What the parser fills in.
    public init() {}

    /// `guide show`
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print a guide, as a table or as JSON (docs/guide.md has the form).")

        @Option(name: .long, help: "The name of a built-in guide, or a file.")
        var guide = ConnectivityGuide.builtInNames[0]

        @Flag(name: .long, help: "Print JSON.")
        var json = false

        func run() throws {
            try GuideOutcome.reporting { () throws(DutyFailure) in
                let shown = try GuideChoice(guide).load()
                try StandardOutput.writeWhole(json ? try shown.jsonText() : shown.tableText)
            }
        }
    }

    /// `guide validate FILE`
    struct Validate: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check a guide file; exit code 0 when it can be used, 2 when not.")

        @Argument(help: "The file.")
        var file: String

        func run() throws {
            try GuideOutcome.reporting { () throws(DutyFailure) in
                let guide = try ConnectivityGuide.load(file: file)
                try StandardOutput.writeWhole(
                    "\(file): the guide \(guide.name) is good; \(guide.endpoints.count) endpoints.\n")
            }
        }
    }

    /// `guide coverage`
    struct Coverage: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print the page that maps every sentence of the guide to entry, code, tests and state.")

        func run() throws {
            try GuideOutcome.reporting { () throws(DutyFailure) in
                try StandardOutput.writeWhole(try CoverageTable.builtIn().markdown)
            }
        }
    }
}
