import ArgumentParser

/// `dutymark-lab`: a site with faults, in network namespaces of this computer.
@main
struct LabCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dutymark-lab",
        abstract: "A whole site with faults, its router and an internet, on this computer alone.",
        subcommands: [LabListCommand.self, LabRunCommand.self, LabShellCommand.self, LabInternetCommand.self])
}
