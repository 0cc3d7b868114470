import ConnectionRules
import DutyModel
import NIOCore
import NIOHTTP1
import NIOSSL

/// Names what a library reports about a connection.
enum WireFault {
    /// The event that an error of the pipeline stands for.
    static func event(for error: any Error) -> ExchangeMachine.Event {
        switch error {
        case HTTPParserError.headerOverflow: .headTooLarge
        case HTTPParserError.invalidEOFState, HTTPParserError.closedConnection: .closed
        case let error as HTTPParserError: .malformed(error.words)
        // A connection cut without TLS's own good-bye could have been cut by anybody: the answer is not whole.
        case NIOSSLError.uncleanShutdown: .closed
        case let error as BoringSSLError: .tlsBroken(words(for: error))
        case NIOSSLError.handshakeFailed(let error): .tlsBroken(words(for: error))
        default: .closed
        }
    }

    /// What went wrong in TLS, in a few words; the server's alerts about our certificate are told apart.
    static func words(for error: BoringSSLError) -> String {
        let text = String(describing: error)
        return alerts.first { text.contains($0.alert) }?.words ?? ErrorWords.of(error)
    }

    private static let alerts: [(alert: String, words: String)] = [
        ("ALERT_CERTIFICATE_REQUIRED", "it asks for a client certificate and got none"),
        ("ALERT_CERTIFICATE_EXPIRED", "it says that the machine's certificate has expired"),
        ("ALERT_CERTIFICATE_REVOKED", "it says that the machine's certificate is revoked"),
        ("ALERT_UNKNOWN_CA", "it does not know the authority of the machine's certificate"),
        ("ALERT_BAD_CERTIFICATE", "it does not accept the machine's certificate"),
        ("ALERT_CERTIFICATE_UNKNOWN", "it does not accept the machine's certificate"),
        ("ALERT_PROTOCOL_VERSION", "it offers no TLS version from 1.2 on"),
        ("EXCESSIVE_MESSAGE_SIZE", "its certificates are more than is taken, 100 KiB"),
        ("EOF during handshake", "the connection was closed during the handshake"),
        ("WRONG_VERSION_NUMBER", "what answers there does not speak TLS"),
        ("UNSUPPORTED_PROTOCOL", "it offers no TLS version from 1.2 on"),
    ]
}

extension HTTPParserError: ErrorInWords {
    /// What isn't HTTP about a message, as the parser says it in plain words.
    public var words: String { debugDescription }
}
