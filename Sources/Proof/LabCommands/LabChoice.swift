import ArgumentParser
import DutyModel
import Foundation
import SiteLab

/// The scenario that a command of the lab is about.
struct LabChoice: ParsableArguments {
    @Argument(help: "A scenario, or several joined by “+”.")
    var scenario: String

    @Option(help: ArgumentHelp("Take the scenarios from this JSON file.", valueName: "file"))
    var scenarios: String?

    @Flag(help: "Enrol a machine in the site, and serve its back end beyond the internet.")
    var backEnd = false

    /// The scenario; throws `lab_scenario_unknown`, `lab_data_malformed`, `file_unreadable`.
    func chosen() throws(DutyFailure) -> Scenario {
        guard let path = scenarios else { return try ScenarioBook.builtIn().scenario(scenario) }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw DutyFailure(.fileUnreadable, "\(path) cannot be read.")
        }
        return try ScenarioBook(json: data, name: path).scenario(scenario)
    }

    /// The lab with this scenario.
    func start() throws(DutyFailure) -> Lab {
        let faults = try chosen().faults
        let lab = try Lab(faults, program: ownProgram)
        if backEnd { try lab.startBackEnd() }
        return lab
    }

    /// The program that is running now.
    private var ownProgram: URL { URL(filePath: "/proc/self/exe").resolvingSymlinksInPath() }
}
