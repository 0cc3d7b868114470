import BackEnd
import DutyModel
import Logging
import MachineLink
import NIOCore
import ServiceLifecycle

/// The operator's side of a back end that runs: the socket that takes commands, and the list of keys that anyone
/// checks stamps with, published whenever it has something new to say.
struct OperatorPart {
    /// Both, while the back end runs.
    let services: [any Service]

    /// Begins to take commands. Throws `port_taken` or `link_down` where the socket cannot be made.
    init(
        _ backEnd: BackEndInstallation, installation: Installation, layout: FolderLayout, group: any EventLoopGroup,
        logger: Logger
    ) async throws(DutyFailure) {
        let operators = backEnd.operators
        let commands = try await FramedServer<OperatorCommand, OperatorReply>.bind(
            .local(path: layout.operatorSocket), limits: .machine, group: group, logger: logger
        ) { command async throws(DutyFailure) in try await operators.answer(command) }
        services = [
            commands,
            KeyListPublisher(
                publication: KeyListPublication(
                    backEnd: backEnd, installation: installation, layout: layout, clock: SystemWallClock()),
                changes: backEnd.publishedChanges, logger: logger),
        ]
    }
}

/// Publishes the key list after every change of what it says.
private struct KeyListPublisher: Service {
    let publication: KeyListPublication
    let changes: PublishedChanges
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            for await _ in changes.stream() {
                do throws(DutyFailure) {
                    try await publication.publish()
                } catch {
                    // The old list stays; whoever checks a stamp sees its date, and the next change tries again.
                    logger.error("the key list could not be published", metadata: ["why": "\(ErrorWords.of(error))"])
                }
            }
        }
    }
}
