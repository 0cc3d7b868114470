import ArgumentParser
import DutyModel
import Foundation
import SiteLab

/// `dutymark-lab list`: the scenarios by their names.
struct LabListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the scenarios that come with the program.")

    @Flag(help: "Print the scenarios with their parameters as JSON.")
    var json = false

    func run() throws {
        let scenarios = try ScenarioBook.builtIn().scenarios
        guard !json else {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            return LabOutput.write(String(decoding: try encoder.encode(scenarios), as: UTF8.self))
        }
        let rows = [("SCENARIO", "WHAT IS WRONG")] + scenarios.map { ($0.name, $0.title) }
        let width = rows.map(\.0.count).max() ?? 0
        for (name, title) in rows {
            LabOutput.write(name.padding(toLength: width + 2, withPad: " ", startingAt: 0) + title)
        }
    }
}
