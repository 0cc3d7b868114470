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
        _ backEnd: BackEndInstallation, installation: InstallationIdentity, layout: FolderLayout,
        keyList: KeyListPublicationLimits = KeyListPublicationLimits(), group: any EventLoopGroup, logger: Logger
    ) async throws(DutyFailure) {
        let operators = backEnd.operators
        let commands = try await FramedServer<OperatorCommand, OperatorReply>.bind(
            .local(path: layout.operatorSocket), limits: .machine, group: group, logger: logger
        ) { command async throws(DutyFailure) in try await operators.answer(command) }
        let publisher = KeyListPublisher(
            publication: KeyListPublication(backEnd, of: installation, into: layout.published, limits: keyList),
            changes: backEnd.publishedChanges, logger: logger, limits: keyList)
        // Before anybody is told that the back end is ready, readers find the list.
        await publisher.publish()
        services = [commands, publisher]
    }
}
