import Installation
import ArgumentParser
import DutyModel
import Exchanges
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
    func ask(_ command: MachineCommand, show: (MachineReply) throws -> CommandAnswer?) async throws {
        try await perform(
            sayingOutcome: false, { () async throws(DutyFailure) in try await folder.ask(command) }, show: show)
    }

    /// Says what came of a command; where its result went to standard output itself, on standard error.
    ///
    /// - Throws: `file_unwritable` where nobody gets to hear it.
    func say(_ answer: CommandAnswer, besides place: OutputPlace? = nil) throws(DutyFailure) {
        let text = answer.shown(asJSON: json)
        guard place?.isStandardOutput != true else { return StandardError.write(text) }
        try StandardOutput.report(text)
    }

    /// An impression and how its print stands.
    ///
    /// - Throws: `impression_unknown` where the machine does not hold it.
    func impression(_ item: UInt32) async throws(DutyFailure) -> (stamp: StampRecord, print: PrintStanding) {
        guard let summary = try await heldImpression(item), let print = summary.print else {
            throw DutyFailure(
                .impressionUnknown, "The machine holds no impression \(item).",
                remedy:
                    "Look for the item number on the page, among the recent impressions. One of which a print came out "
                    + "is held for a while only.", outcome: .notDone)
        }
        return (summary.stamp, print)
    }

    /// An impression; nil where the machine doesn't hold it.
    func heldImpression(_ item: UInt32) async throws(DutyFailure) -> ImpressionSummary? {
        guard case .impression(let summary) = try await folder.ask(.impression(counter: item)) else {
            throw Self.otherAnswer
        }
        return summary
    }

    /// The prints from this item number on that are not settled, oldest first; not all where there are many.
    func unsettledPrints(from item: UInt32) async throws(DutyFailure) -> [(item: UInt32, print: PrintStanding)] {
        guard case .printStandings(let standings) = try await folder.ask(.unsettledPrints(from: item)) else {
            throw Self.otherAnswer
        }
        return standings.byCounter.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
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
