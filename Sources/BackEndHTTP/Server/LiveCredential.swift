import BackEnd
import DutyModel
import NIOSSL
import Synchronization

/// What a listener shows to its clients; it may change while the listener serves.
///
/// A connection takes what is shown when it opens, and keeps it to its end. The whole TLS context is exchanged, so no
/// session of before is resumed afterwards, and no handshake has to wait for a callback.
final class LiveCredential: Sendable {
    /// The listener's name, as its files have it.
    let listener: String
    /// The certificate is renewed by somebody else, who puts it into the listener's two files.
    let isReplacedByOthers: Bool
    private let source: @Sendable () throws(DutyFailure) -> ServerCredential
    private let rootPEM: String?
    private let shown: Mutex<Shown>

    private struct Shown {
        let credential: ServerCredential
        let context: NIOSSLContext
    }

    /// Shows what `source` gives; it gives something new where that is due. Clients are asked for a certificate where
    /// `rootPEM` names whose.
    init(
        listener: String, isReplacedByOthers: Bool, rootPEM: String?,
        source: @escaping @Sendable () throws(DutyFailure) -> ServerCredential
    ) throws(DutyFailure) {
        self.listener = listener
        self.isReplacedByOthers = isReplacedByOthers
        self.source = source
        self.rootPEM = rootPEM
        let credential = try source()
        let context = try ServerTLS.context(credential, rootPEM: rootPEM)
        shown = Mutex(Shown(credential: credential, context: context))
    }

    /// Whether clients are asked for a certificate.
    var asksClients: Bool { rootPEM != nil }

    /// The settings for a connection that opens now.
    var context: NIOSSLContext { shown.withLock { $0.context } }

    /// When the certificate ends that is shown now.
    var expiresAt: Timestamp { shown.withLock { $0.credential.expiresAt } }

    /// Shows what is due now; whether that is something new. Where it throws, what was shown is shown on.
    func renew() throws(DutyFailure) -> Bool {
        let due = try source()
        let isNew = shown.withLock {
            $0.credential.certificatePEM != due.certificatePEM || $0.credential.privateKeyPEM != due.privateKeyPEM
        }
        guard isNew else { return false }
        let context = try ServerTLS.context(due, rootPEM: rootPEM)
        shown.withLock { $0 = Shown(credential: due, context: context) }
        return true
    }
}
