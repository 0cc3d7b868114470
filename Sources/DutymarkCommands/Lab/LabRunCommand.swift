import ArgumentParser
import DutyModel
import Glibc
import SiteLab

/// `dutymark lab run SCENARIO`: a site that stands until Ctrl-C.
struct LabRunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run a site with these faults until Ctrl-C; say how other terminals get into it.",
        discussion: "While it runs, a line “lift” takes all faults away, and a line “raise” brings them back.")

    @OptionGroup var choice: LabChoice

    func run() throws {
        do throws(DutyFailure) {
            let scenario = try choice.chosen()
            let lab = try choice.start()
            let way = try lab.entering(["bash"])
            let variables = way.environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            StandardOutput.write("The lab is ready: \(scenario.name) (\(scenario.title)).")
            StandardOutput.write(
                "Another terminal enters it by: env \(variables.joined(separator: " ")) \(way.program) "
                    + way.words.joined(separator: " "))
            follow(lab, scenario)
        } catch {
            throw error.reported()
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
                StandardOutput.write("Done: \(line).")
            } catch {
                StandardError.write(error.description)
            }
        }
        while true { pause() }
    }
}
