import ArgumentParser
import DutyModel
import SiteLab

/// `dutymark-lab shell SCENARIO -- COMMAND…`: any program inside a site that has a scenario's faults.
struct LabShellCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shell",
        abstract: "Run a program, or a shell, at the place of the machine in a site that has these faults.")

    @OptionGroup var choice: LabChoice

    @Argument(parsing: .postTerminator, help: ArgumentHelp("The program and its words.", valueName: "command"))
    var command: [String] = []

    func run() throws {
        try LabOutput.reporting { () throws(DutyFailure) in
            try choice.start().become(command.isEmpty ? ["bash"] : command)
        }
    }
}
