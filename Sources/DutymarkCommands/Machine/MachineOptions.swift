import ArgumentParser
import DutyModel
import Foundation
import MachineLink
import NIOCore
import NIOPosix
import Tablet

/// What every `dutymark machine …` command takes.
struct MachineOptions: ParsableArguments {
    @OptionGroup var folder: DataFolderOption

    @Flag(help: "Print one JSON object instead of sentences.")
    var json = false

    @Option(
        help: ArgumentHelp(
            "How long to ask what became of a command when the machine does not say.", valueName: "seconds"))
    var wait = 20

    func validate() throws {
        guard (0...3_600).contains(wait) else { throw ValidationError("--wait takes 0 to 3600 seconds.") }
    }

    /// Asks the running machine and prints what `show` makes of the reply; a refusal ends with exit code 1.
    func ask(_ command: MachineCommand, show: (MachineReply) throws -> String?) async throws {
        do {
            let reply = try await folder.ask(command)
            guard let text = try show(reply) else { throw Self.otherAnswer }
            try say(text)
        } catch let failure as DutyFailure {
            throw failure.reported(asJSON: json)
        }
    }

    /// Says what came of a command; where its result went to standard output itself, on standard error.
    ///
    /// - Throws: `file_unwritable` where nobody gets to hear it.
    func say(_ text: String, besides place: OutputPlace? = nil) throws(DutyFailure) {
        guard place?.isStandardOutput != true else { return StandardError.write(text) }
        try StandardOutput.writeWhole(text + "\n")
    }

    /// How the print of an impression stands; nil where the machine no longer holds it.
    func printStanding(of item: UInt32) async throws(DutyFailure) -> PrintStanding? {
        guard case .printStanding(let standing) = try await folder.ask(.printStanding(counter: item)) else {
            throw Self.otherAnswer
        }
        return standing
    }

    /// The machine answered what was not asked.
    static var otherAnswer: DutyFailure { DutyFailure(.internalError, "The machine answered another question.") }
}

extension DataFolderOption {
    /// Asks the running machine of this folder; throws `machine_not_running` where there is none.
    func ask(_ command: MachineCommand) async throws(DutyFailure) -> MachineReply {
        let client = FramedClient<MachineCommand, MachineReply>(
            to: .local(path: try layout().commandSocket), limits: .commandLine,
            group: NIOSingletons.posixEventLoopGroup)
        do throws(DutyFailure) {
            let reply = try await client.send(command)
            await client.close()
            return reply
        } catch {
            await client.close()
            throw error
        }
    }
}

extension LinkLimits {
    /// Limits of a command on the command line: it waits for a refill to finish, and takes a drawing back.
    static var commandLine: LinkLimits {
        var limits = LinkLimits()
        limits.answerMilliseconds = 120_000
        return limits
    }
}
