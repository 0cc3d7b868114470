import DutyModel
import Hummingbird
import Logging
import NIOCore
import NIOSSL

/// A request's context that remembers its connection, so that a handler can ask for the peer's certificate.
struct PeerContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    private let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }

    /// The certificate the client showed in the handshake, in DER; nil for none.
    ///
    /// The handshake proved that the client holds its key; who issued it is still to be checked.
    func peerCertificate() async -> [UInt8]? {
        guard let certificate = try? await channel.nioSSL_peerCertificate().get() else { return nil }
        return try? certificate.toDERBytes()
    }

    /// Runs a body and closes the connection under it when the time is up; what it waits for then ends.
    func closing<Value>(
        afterSeconds seconds: Int64, _ body: () async throws(DutyFailure) -> Value
    ) async throws(DutyFailure) -> Value {
        let deadline = channel.eventLoop.scheduleTask(in: .seconds(seconds)) { [channel] in
            channel.close(promise: nil)
        }
        defer { deadline.cancel() }
        return try await body()
    }
}
