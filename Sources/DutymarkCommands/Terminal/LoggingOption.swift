import ArgumentParser
import Logging

/// How much a long-running command says on standard error.
struct LoggingOption: ParsableArguments {
    @Option(help: "How much to say on standard error: trace, debug, info, notice, warning, error or critical.")
    var logLevel: Logger.Level = .warning

    /// A logger that writes to standard error.
    var logger: Logger {
        var logger = Logger(label: "dutymark") { PeopleLogHandler(StreamLogHandler.standardError(label: $0)) }
        logger.logLevel = logLevel
        return logger
    }
}

extension Logger.Level: @retroactive ExpressibleByArgument {}

/// Keeps from people what the web framework says for its own makers: that a task of it was cancelled, which is how a
/// listener ends where another one can't begin. Why that one couldn't, the program says itself.
struct PeopleLogHandler: LogHandler {
    private var inner: any LogHandler

    init(_ inner: any LogHandler) { self.inner = inner }

    var logLevel: Logger.Level {
        get { inner.logLevel }
        set { inner.logLevel = newValue }
    }

    var metadata: Logger.Metadata {
        get { inner.metadata }
        set { inner.metadata = newValue }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { inner[metadataKey: key] }
        set { inner[metadataKey: key] = newValue }
    }

    func log(event: LogEvent) {
        guard logLevel <= .debug || !event.message.description.contains("CancellationError()") else { return }
        inner.log(event: event)
    }
}
