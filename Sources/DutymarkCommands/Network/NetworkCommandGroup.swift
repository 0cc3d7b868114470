import ArgumentParser
import DutyModel
import SiteNetwork
import Tablet

/// `dutymark machine network …`: how the machine reaches the network.
struct NetworkCommandGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "network", abstract: "Show, set or test how the machine reaches the network.",
        subcommands: [
            ShowNetworkCommand.self, SetNetworkCommand.self, ConfirmNetworkCommand.self, CheckNetworkCommand.self,
        ])
}

/// `dutymark machine network show`.
struct ShowNetworkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show the settings, without secrets, and how the link stands.")

    @OptionGroup var machine: MachineOptions

    func run() async throws {
        try await machine.ask(.networkStanding) { reply in
            guard case .network(let standing) = reply else { return nil }
            return CommandAnswer(standing.terminalText, json: standing.json)
        }
    }
}

/// `dutymark machine network confirm`.
struct ConfirmNetworkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "confirm", abstract: "Keep the new settings, which otherwise give way to the earlier ones.")

    @OptionGroup var machine: MachineOptions

    func run() async throws {
        try await machine.perform(on: .networkSettings, { .confirmNetwork(act: $0) }) { reply in
            guard case .network(let standing) = reply else { return nil }
            return CommandAnswer("The network settings are kept.", json: standing.json)
        }
    }
}
