import Installation
import ArgumentParser
import BackEnd
import DutyModel
import Exchanges
import Foundation
import LocalSystem
import MachineLink
import NIOCore
import NIOPosix

/// What every command of an operator takes.
struct OperatorOptions: ParsableArguments {
    @OptionGroup var folder: DataFolderOption

    @Flag(help: "Print one JSON object instead of sentences.")
    var json = false

    /// Asks the back end and prints what `show` makes of the reply; a refusal ends with exit code 1.
    func ask(
        _ command: () throws(DutyFailure) -> OperatorCommand,
        show: (OperatorReply) throws(DutyFailure) -> CommandAnswer?
    ) async throws {
        var isChange = false
        do {
            let command = try command()
            isChange = !command.isQuestion
            let reply: OperatorReply
            do {
                reply = try await answer(command, in: folder.layout())
            } catch let failure as DutyFailure {
                throw command.told(failure)
            }
            guard let answer = try show(reply) else {
                throw DutyFailure(.internalError, "The back end answered another question.")
            }
            try StandardOutput.report(answer.shown(asJSON: json))
        } catch let failure as DutyFailure {
            throw failure.reported(asJSON: json, sayingOutcome: isChange)
        }
    }

    /// The back end that runs is asked through its socket: one process writes the books. Where none runs, they are
    /// opened here, and nobody else can open them meanwhile.
    private func answer(_ command: OperatorCommand, in layout: FolderLayout) async throws -> OperatorReply {
        let client = FramedClient<OperatorCommand, OperatorReply>(
            to: .local(path: layout.operatorSocket), limits: .commandLine, group: NIOSingletons.posixEventLoopGroup)
        do {
            let reply = try await client.send(command)
            await client.close()
            return reply
        } catch {
            await client.close()
            guard error.code == .machineNotRunning else { throw error }
        }
        let opened = try await layout.advising { () async throws(DutyFailure) in
            try layout.requireBackEnd()
            return try await OpenedBackEnd(made: layout)
        }
        let installation = opened.installation
        let reply = try await installation.operators.answer(command)
        await publish(installation, in: layout)
        withExtendedLifetime(opened.lock) {}
        return reply
    }

    /// What was asked for is done and stays done; where the key list can't say so, the person is told that alone.
    private func publish(_ backEnd: BackEndInstallation, in layout: FolderLayout) async {
        do throws(DutyFailure) {
            try await KeyListPublication(
                backEnd, of: try InstallationIdentity.settled(in: layout), into: layout.published
            ).publish()
        } catch {
            StandardError.write("\(error.message)\n\(error.remedy)\n[\(error.code.rawValue)]")
        }
    }
}

/// A device key on the command line.
struct DeviceKeyOption: ParsableArguments {
    @Option(name: .customLong("psd"), help: ArgumentHelp("The device key, such as P00000042-1.", valueName: "key"))
    var text: String

    /// The key; throws `value_malformed`.
    func key() throws(DutyFailure) -> PSDKeyID { try PSDKeyID(text) }
}

/// An operator's word that money may leave an account though its device is under suspicion, or the books lack a part of
/// its story. The word is one; its two names say what was asked for.
struct DoubtOption: ParsableArguments {
    @Option(
        name: [.customLong("although-suspected"), .customLong("although-incomplete")],
        help: ArgumentHelp(
            "Pay though a copy of the device is suspected, or the books lack a part of its story, for this reason; it is "
                + "kept with the booking.",
            valueName: "reason"))
    var although: String?
}

/// What a device that is licensed may hold and show.
struct LimitsOption: ParsableArguments {
    @Option(help: "The most one impression may show, in rupees.") var cap: String?
    @Option(help: "The most funds the device may hold, in rupees.") var maximum: String?

    /// The limits, with the usual ones where none are given.
    func limits() throws(DutyFailure) -> FrankingLimits {
        var limits = FrankingLimits()
        if let cap { limits.cap = try Paise(rupeeText: cap) }
        if let maximum { limits.descendingMaximum = try Paise(rupeeText: maximum) }
        return limits
    }
}
