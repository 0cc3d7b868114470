import DutyModel
import NIOSSL
import Synchronization

/// What is noted of one connection, for the handlers in its pipeline and for its senders.
final class ConnectionNote: Sendable {
    private let foreign = Atomic(false)
    private let ended = Atomic(false)

    /// The other side showed a certificate that is not the pinned one: the handshake's own error does not tell that from
    /// other faults.
    func markForeign() { foreign.store(true, ordering: .relaxed) }

    /// A fault ended it. Its channel may stay active for seconds after that, while TLS waits for a farewell from a part
    /// that stands still.
    func markEnded() { ended.store(true, ordering: .relaxed) }

    /// Whether a fault ended it.
    var hasEnded: Bool { ended.load(ordering: .relaxed) }

    /// Why a connection can't be used, before the other part has greeted: nothing was asked on it.
    ///
    /// Only a certificate that was refused here, or an alert by which the other part refuses this one's, is called
    /// foreign. A part that is killed, a reset, and an end without TLS' own farewell say nothing about certificates.
    func failureToOpen(for error: (any Error)?) -> DutyFailure {
        if foreign.load(ordering: .relaxed) || Self.isRefusal(error) {
            return DutyFailure(.linkPeerForeign, "The two ends of the link do not accept each other's certificate.")
        }
        return Self.failure("The link could not be opened", error)
    }

    /// Why a connection ended that had been opened.
    func failureAfterGreeting(for error: (any Error)?) -> DutyFailure { Self.failure("The link broke", error) }

    private static func isRefusal(_ error: (any Error)?) -> Bool {
        if case .handshakeFailed(let inner)? = error as? NIOSSLError { return isAlert(inner) }
        return (error as? BoringSSLError).map(isAlert) ?? false
    }

    private static func failure(_ what: String, _ error: (any Error)?) -> DutyFailure {
        error.map { DutyFailure.of($0, or: .linkDown, what) }
            ?? DutyFailure(.linkDown, "\(what): the other part closed it.")
    }

    /// Whether the other end refused the handshake by an alert. The library gives it in words only.
    private static func isAlert(_ error: BoringSSLError) -> Bool {
        guard case .sslError(let errors) = error else { return false }
        return errors.contains { "\($0)".contains("ALERT") }
    }
}
