import ArgumentParser

/// `dutymark key-list`: whose key lists are believed in a data folder.
struct KeyListCommandGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key-list", abstract: "Say whose key lists are believed.",
        subcommands: [PinListRootCommand.self])
}
