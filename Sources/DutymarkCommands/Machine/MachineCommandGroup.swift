import ArgumentParser

/// `dutymark machine …`: what a clerk does at the page, from a terminal or a program.
struct MachineCommandGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "machine",
        abstract: "Speak to the running machine, or run one.",
        subcommands: [
            StatusCommand.self, FrankCommand.self, RefillCommand.self, AuditCommand.self, UploadCommand.self,
            PrintCommand.self, PrintedCommand.self, ImpressionCommand.self, SpoilCommand.self, CancelRefillCommand.self,
            WithdrawCommand.self, NextLifeCommand.self, OutcomeCommand.self, InsertPSDCommand.self,
            PinRootCommand.self, MachineEnrollCommand.self, NetworkCommandGroup.self, RunCommand.self,
        ])
}
