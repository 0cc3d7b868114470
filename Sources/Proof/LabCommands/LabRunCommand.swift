import ArgumentParser
import DutyModel
import Glibc
import SiteLab

/// `dutymark-lab run SCENARIO`: a site that stands until Ctrl-C.
struct LabRunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run a site with these faults until Ctrl-C; say how other terminals get into it.",
        discussion: "While it runs, a line “lift” takes all faults away, and a line “raise” brings them back.")

    @OptionGroup var choice: LabChoice

    func run() throws {
        try LabOutput.reporting { () throws(DutyFailure) in
            let scenario = try choice.chosen()
            let lab = try choice.start()
            let way = try lab.entering(["bash"])
            let variables = way.environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            LabOutput.write("The lab is ready: \(scenario.name) (\(scenario.title)).")
            LabOutput.write(
                "Another terminal enters it by: env \(variables.joined(separator: " ")) \(way.program) "
                    + way.words.joined(separator: " "))
            follow(lab, scenario)
        }
    }

    /// Takes orders line by line. Any signal that ends this process ends the lab, so none is waited for.
    private func follow(_ lab: Lab, _ scenario: Scenario) {
        while let line = readLine() {
            do throws(DutyFailure) {
                switch line {
                case "lift": try lab.set([])
                case "raise": try lab.set(scenario.faults)
                default:
                    throw DutyFailure(
                        .valueMalformed, "“\(line.prefix(64))” is no order.", remedy: "Say lift or raise.")
                }
                LabOutput.write("Done: \(line).")
            } catch {
                LabOutput.complain(error.description)
            }
        }
        while true { pause() }
    }
}
