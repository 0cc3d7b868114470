import ArgumentParser
import DutyModel
import Foundation
import LocalSystem
import SiteRules

extension GuideCommand {
    /// `guide diff FILE`
    struct Diff: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say what existing rules lack of a guide.",
            discussion: """
                The exit code is 0 when nothing is missing, 1 when only recommended entries are, 2 when required ones \
                are, and 3 when it could not be told. docs/rules.md has the kinds of file.
                """)

        @Argument(help: "The rules: a squid.conf, a PAC file, or an endpoint list as JSON or CSV.")
        var file: String

        @Option(name: .long, help: "The file's kind, where its name does not tell: squid, pac, json or csv.")
        var kind: RuleFileKind?

        @OptionGroup var entries: GuideEntriesOption

        @Option(name: .long, help: "An address of the machine, for rules that ask for it; may be given again.")
        var source: [String] = []

        @Flag(name: .long, help: "Print JSON.")
        var json = false

        func run() async throws {
            let result: GuideComparison
            do {
                result = try await compared()
                try StandardOutput.writeWhole((json ? result.json.text : result.diffText) + "\n")
            } catch {
                _ = error.reported(asJSON: json)
                throw ExitCode(3)
            }
            if result.exitCode != 0 { throw ExitCode(result.exitCode) }
        }

        private func compared() async throws(DutyFailure) -> GuideComparison {
            let selection = try entries.selection(sources: source)
            let text = try RuleFile.text(file)
            guard let kind = kind ?? RuleFileKind.guessed(fileName: file, text: text) else {
                throw DutyFailure(
                    .ruleFileKindUnknown, "It is not clear what kind of rules \(file) has.",
                    remedy: "Name it with --kind squid, pac, json or csv.")
            }
            guard kind == .pac else { return try GuideComparison(selection, kind: kind, text: text, fileName: file) }
            let questions = PACQuestions(selection.endpoints, source: selection.sources.first)
            let answers = try await ScriptEngine.run(questions.script(pac: text))
            return try questions.comparison(answers: answers, fileName: file)
        }
    }
}

extension RuleFileKind: ExpressibleByArgument {}

/// A file of rules on the disk.
private enum RuleFile {
    /// The most bytes it may have.
    static let largestBytes = 4_194_304

    static func text(_ path: String) throws(DutyFailure) -> String {
        guard let data = try BoundedFile.read(path, mostBytes: largestBytes) else {
            throw DutyFailure(.fileUnreadable, "There is no file \(path).")
        }
        guard let text = String(bytes: data, encoding: .utf8) else {
            throw DutyFailure(.ruleFileMalformed, "\(path) is not text in UTF-8.", remedy: "Give a file of rules.")
        }
        return text
    }
}
