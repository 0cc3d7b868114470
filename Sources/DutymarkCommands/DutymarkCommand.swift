import ArgumentParser
import DutyModel

/// `dutymark`: one program for the machine, its back end, and who checks its stamps.
public struct DutymarkCommand: AsyncParsableCommand {
    /// What the command is called and what it takes.
    public static let configuration = CommandConfiguration(
        commandName: "dutymark",
        abstract: "An open stamp-duty franking system: machine, back end, and verification.",
        discussion: "An independent implementation. What it prints pays no duty.",
        version: ProgramVersion.current.description,
        subcommands: [
            UpCommand.self, BackEndCommandGroup.self, MachineCommandGroup.self, VerifyCommand.self,
            KeyListCommandGroup.self, GuideCommand.self, DoctorCommand.self, RulesCommand.self,
        ])

    /// What the parser fills in.
    public init() {}
}
