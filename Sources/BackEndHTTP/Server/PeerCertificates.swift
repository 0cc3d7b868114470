import NIOCore
import NIOSSL
import Synchronization

/// The certificates that the clients of open connections showed.
///
/// A connection is asked for its certificate once, which its event loop must answer, and not with every request. What
/// is known of it is forgotten when it closes.
final class PeerCertificates: Sendable {
    private let shown = Mutex<[ObjectIdentifier: Shown]>([:])

    private struct Shown {
        // Held, so that no other connection can get its identifier as long as this stands here.
        let channel: any Channel
        let der: [UInt8]
    }

    /// The certificate the client showed in the handshake, in DER; nil for none.
    ///
    /// The handshake proved that the client holds its key; who issued it is still to be checked.
    func certificate(of channel: any Channel) async -> [UInt8]? {
        let id = ObjectIdentifier(channel)
        if let der = shown.withLock({ $0[id]?.der }) { return der }
        guard let certificate = try? await channel.nioSSL_peerCertificate().get(),
            let der = try? certificate.toDERBytes()
        else { return nil }
        shown.withLock { $0[id] = Shown(channel: channel, der: der) }
        // At once where it closed meanwhile.
        channel.closeFuture.whenComplete { [weak self] _ in self?.forget(id) }
        return der
    }

    private func forget(_ id: ObjectIdentifier) { shown.withLock { $0[id] = nil } }
}
