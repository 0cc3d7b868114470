import ArgumentParser

/// `dutymark backend …`: the data centre's side, apart from any machine.
struct BackEndCommandGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backend",
        abstract: "Run the back end of an installation, operate it, check its books, and back it up.",
        subcommands: [
            ServeCommand.self, EnrollCommand.self, CheckCommand.self, BackupCommand.self, RestoreCommand.self,
            RootCommand.self,
        ],
        groupedSubcommands: [
            CommandGroup(
                name: "Look",
                subcommands: [
                    AccountsCommand.self, DevicesCommand.self, MachinesCommand.self, TransitCommand.self,
                    AlarmsCommand.self,
                    SpoilsCommand.self, DepositsCommand.self, SuspectsCommand.self,
                ]),
            CommandGroup(
                name: "Money",
                subcommands: [
                    OpenAccountCommand.self, DepositCommand.self, RefundCommand.self, SettleCommand.self,
                    ReturnGrantsCommand.self, ClearSuspenseCommand.self, ReverseDepositCommand.self,
                ]),
            CommandGroup(
                name: "Devices",
                subcommands: [
                    InviteCommand.self, LicenseCommand.self, WantAuditCommand.self, BlockCommand.self,
                    UnlockCommand.self, RetireCommand.self, RevokeCommand.self, ReadmitCommand.self,
                ]),
        ])
}
