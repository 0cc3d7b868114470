import BackEnd
import BackEndHTTP
import DutyModel
import LocalSystem
import Logging
import ServiceLifecycle

/// The back end as a process runs it: its listeners.
struct BackEndPart {
    /// Answer machines and watch over the books while they run.
    let services: [any Service]

    /// Listeners for the hosts that the guide names, and for the public check where there is one; `ready` is called when
    /// all of them take connections.
    init(
        _ installation: BackEndInstallation, configuration: BackEndConfiguration, publicCheck: PublicCheck? = nil,
        recordMessages folder: String?, logger: Logger,
        ready: @escaping @Sendable () async -> Void
    ) throws(DutyFailure) {
        var recorder: FolderMessageRecorder?
        if let folder {
            try PrivateFolder.make(folder)
            recorder = try FolderMessageRecorder(folder: folder, logger: logger)
        }
        var listeners = configuration.listeners
        listeners.publicCheck = publicCheck
        let server = BackEndServer(
            installation: installation, listeners: listeners,
            serverAuthority: try configuration.openServerAuthority(), recorder: recorder, logger: logger,
            onReady: { _ in await ready() })
        services = [BooksWatchService(watch: BooksWatch(installation), logger: logger), server]
    }
}
