import BackEnd
import BackEndHTTP
import DutyModel
import LocalSystem
import Logging
import ServiceLifecycle

/// The back end as a process runs it: its listeners on this computer.
struct BackEndPart {
    /// Answer machines and watch over the books while they run.
    let services: [any Service]

    /// Listeners at the places that the guide names; `ready` is called when all of them take connections.
    init(
        _ installation: BackEndInstallation, guide: LocalGuide, recordMessages folder: String?, logger: Logger,
        ready: @escaping @Sendable () async -> Void
    ) throws(DutyFailure) {
        let bindHost = try LocalGuide.pageHost()
        var listeners: [ServiceName: ListenerConfiguration] = [:]
        for name in ServiceName.allCases {
            let location = try guide.location(of: name)
            listeners[name] = ListenerConfiguration(
                bindHost: bindHost, port: Int(location.port), publicHost: location.host, path: location.path)
        }
        let plain = ListenerConfiguration(
            bindHost: bindHost, port: Int(try guide.plainDistributorPort()),
            publicHost: try guide.location(of: .distributor).host, path: "/")
        var recorder: FolderMessageRecorder?
        if let folder {
            try PrivateFolder.make(folder)
            recorder = try FolderMessageRecorder(folder: folder, logger: logger)
        }
        let server = BackEndServer(
            installation: installation, listeners: BackEndListeners(services: listeners, plain: plain),
            recorder: recorder, logger: logger, onReady: { _ in await ready() })
        services = [BooksWatchService(watch: BooksWatch(installation), logger: logger), server]
    }
}
