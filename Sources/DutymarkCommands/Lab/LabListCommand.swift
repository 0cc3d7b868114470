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
                print(JSONText.of(scenarios))
            } else {
                let rows = scenarios.map { [$0.name, $0.title] }
                print(TextTable(["SCENARIO", "WHAT IS WRONG"], rows, figures: []).text(whenEmpty: "There is none."))
            }
        } catch {
            throw error.reported(asJSON: json)
        }
    }
}
