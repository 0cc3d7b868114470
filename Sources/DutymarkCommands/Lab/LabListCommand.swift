import Installation
import ArgumentParser
import DutyModel
import SiteLab

/// `dutymark lab list`: the scenarios by their names.
struct LabListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the scenarios that come with the program.")

    @Flag(help: "Print the scenarios with their parameters as JSON.")
    var json = false

    func run() throws {
        do throws(DutyFailure) {
            let scenarios = try ScenarioBook.builtIn().scenarios
            if json {
                try StandardOutput.writeWhole(JSONText.of(scenarios) + "\n")
            } else {
                let rows = scenarios.map { [$0.name, $0.title] }
                let table = TextTable(["SCENARIO", "WHAT IS WRONG"], rows, figures: [])
                try StandardOutput.writeWhole(table.text(whenEmpty: "There is none.") + "\n")
            }
        } catch {
            throw error.reported(asJSON: json)
        }
    }
}
