import ArgumentParser
import BackEnd
import BackEndHTTP
import DutyModel
import Foundation
import LocalSystem
import NIOCore
import NIOPosix

/// `dutymark backend serve`: the back end of an installation, as a process and user of its own.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve distributor, funds, transactions and the public check; Ctrl-C stops them.")

    @OptionGroup var options: ConfigurationOption
    @OptionGroup var logging: LoggingOption

    @Option(help: ArgumentHelp("Write every message exchanged into this folder, as XML.", valueName: "dir"))
    var recordMessages: String?

    func run() async throws {
        do {
            let backEnd = try configured()
            do {
                try await run(backEnd)
            } catch let failure as DutyFailure {
                throw backEnd.0.advised(failure)
            }
        } catch let failure as DutyFailure {
            throw failure.reported()
        }
    }

    /// Where the back end is and how it runs.
    private func configured() throws(DutyFailure) -> (FolderLayout, BackEndConfiguration) {
        guard let file = options.file else {
            let layout = try options.layout(nil)
            return try layout.advising { () throws(DutyFailure) in
                try layout.requireBackEnd()
                return (layout, try .local(layout))
            }
        }
        let (configuration, data) = try BackEndConfiguration.read(file)
        let layout = try options.layout(data)
        try layout.advising { () throws(DutyFailure) in try layout.requireBackEnd() }
        return (layout, configuration)
    }

    private func run(_ backEnd: (layout: FolderLayout, configuration: BackEndConfiguration)) async throws {
        let layout = backEnd.layout
        let opened = try await OpenedBackEnd(made: layout, acts: backEnd.configuration.acts)
        let installation = opened.installation
        let settled = try Installation.settled(in: layout)
        let check = try backEnd.configuration.publicCheck.map { (place) throws(DutyFailure) in
            try PublicCheck(of: installation, at: place, prefix: settled.verifyPrefix, published: layout.published)
        }
        let part = try BackEndPart(
            installation, configuration: backEnd.configuration, publicCheck: check, recordMessages: recordMessages,
            logger: logging.logger, ready: { StandardOutput.write("Dutymark back end is ready.") })
        let operators = try await OperatorPart(
            installation, installation: settled, layout: layout, keyList: backEnd.configuration.keyList,
            group: NIOSingletons.posixEventLoopGroup, logger: logging.logger)
        try await LongRun(services: part.services + operators.services, logger: logging.logger).run()
        withExtendedLifetime(opened.lock) {}
    }
}
