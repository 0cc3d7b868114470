import ArgumentParser

/// `dutymark backend …`: the data centre's side, apart from any machine.
struct BackEndCommandGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backend", abstract: "Run the back end of an installation.", subcommands: [ServeCommand.self])
}
