import ArgumentParser
import DutyModel
import Foundation
import SiteRules

/// `dutymark rules`: a guide as rules for a firewall, a proxy, or whoever looks after them.
public struct RulesCommand: ParsableCommand {
    public static let configuration = CommandConfiguration(
        commandName: "rules",
        abstract: "Write the rules that let the machine through, for a firewall, a proxy or a ticket.",
        discussion: "docs/rules.md tells how each format is loaded, and what it cannot say.")

    @Option(name: .long, help: "The format: \(RuleFormat.allCases.map(\.rawValue).joined(separator: ", ")).")
    var format: RuleFormat

    @OptionGroup var entries: GuideEntriesOption

    @Option(name: .long, help: "The machine's IPv4 address or block; everything else is then denied to it.")
    var source: String?

    @Option(name: .long, help: "A file to write instead of standard output.")
    var output: String?

    public init() {}

    public func run() throws {
        try GuideOutcome.reporting { () throws(DutyFailure) in
            let export = format.export(try entries.selection(source: source))
            if let output {
                try OutputFile.write(Data(export.text.utf8), to: output)
            } else {
                try StandardOutput.writeWhole(export.text)
            }
            guard !export.isExplainedInText else { return }
            for line in export.explanation { StandardError.write(line) }
        }
    }
}

extension RuleFormat: ExpressibleByArgument {}
