import ArgumentParser
import SiteLab

/// `dutymark-lab internet`: what a lab starts inside itself; alone it is of no use to anybody.
struct LabInternetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "internet", abstract: "Serve the hosts of a lab's internet.", shouldDisplay: false)

    @Option(help: ArgumentHelp("Where the authority of its certificates is.", valueName: "dir"))
    var folder: String?

    @Flag(help: "Answer as a guest network's portal.")
    var portal = false

    @Option(help: ArgumentHelp("Carry IPv6 over to IPv4 for this host.", valueName: "host"))
    var relay: [String] = []

    func run() async throws {
        let part: InternetProgram.Part
        if let folder {
            part = .hosts(folder: folder)
        } else if portal {
            part = .portal
        } else if !relay.isEmpty {
            part = .relay(relay)
        } else {
            throw ValidationError("Say what to be: --folder, --portal or --relay.")
        }
        try await InternetProgram.run(part) { LabOutput.write(InternetProgram.readyWords) }
    }
}
