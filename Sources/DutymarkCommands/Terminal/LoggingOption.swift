import ArgumentParser
import Logging

/// How much a long-running command says on standard error.
struct LoggingOption: ParsableArguments {
    @Option(help: "How much to say on standard error: trace, debug, info, notice, warning, error or critical.")
    var logLevel: Logger.Level = .warning

    /// A logger that writes to standard error.
    var logger: Logger {
        var logger = Logger(label: "dutymark") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = logLevel
        return logger
    }
}

extension Logger.Level: @retroactive ExpressibleByArgument {}
