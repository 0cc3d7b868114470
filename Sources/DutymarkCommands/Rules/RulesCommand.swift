import ArgumentParser
import DutyModel
import Foundation
import SiteRules

/// `dutymark rules`: a guide as rules for a firewall, a proxy, or whoever looks after them.
public struct RulesCommand: ParsableCommand {
    /// What the command is called and what it takes.
    public static let configuration = CommandConfiguration(
        commandName: "rules",
        abstract: "Write the rules that let the machine through, for a firewall, a proxy or a ticket.",
        discussion: "docs/rules.md tells how each format is loaded, and what it cannot say.")

    @Option(name: .long, help: "The format: \(RuleFormat.allCases.map(\.rawValue).joined(separator: ", ")).")
    var format: RuleFormat

    @OptionGroup var entries: GuideEntriesOption

    @Option(
        name: .long,
        help: """
            An address or block of the machine, IPv4 or IPv6; may be given again. Everything else is then denied to it, in \
            the families of the sources only.
            """)
    var source: [String] = []

    @Option(name: .long, help: "A file to write instead of standard output.")
    var output: String?

    /// What the parser fills in.
    public init() {}

    /// Carries the command out.
    public func run() throws {
        try GuideOutcome.reporting { () throws(DutyFailure) in
            let selection = try entries.selection(sources: source)
            guard format.canSay(selection) else {
                throw DutyFailure(
                    .valueMalformed, "The format \(format.rawValue) has rules for IPv4 only, and no source is of IPv4.",
                    remedy: "Give an IPv4 address of the machine too, or take the format nftables.")
            }
            let export = format.export(selection)
            if let output {
                try OutputFile.write(Data(export.text.utf8), to: output)
            } else {
                try StandardOutput.writeWhole(export.text)
            }
            guard !export.isExplainedInText else { return }
            guard let output, let notes = OutputFile.beside(output, ending: ".notes") else {
                for line in export.explanation { StandardError.write(line) }
                return
            }
            try OutputFile.write(Data((export.explanation.joined(separator: "\n") + "\n").utf8), to: notes)
            StandardError.write("What the rules deny, and what the format cannot say, stands in \(notes).")
        }
    }
}

extension RuleFormat: ExpressibleByArgument {}
