import DutyModel
import Exchanges
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// Connects as one machine does: mutual TLS, the services' certificates checked against the root.
struct MachineConnection: Sendable {
    private let context: NIOSSLContext
    private let address: String
    private let group: any EventLoopGroup

    /// - Parameters:
    ///   - certificatePEM, keyPEM: the machine's certificate and its private key.
    ///   - address: where every service of the installation listens.
    init(rootPEM: String, certificatePEM: String, keyPEM: String, address: String, group: any EventLoopGroup) throws {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(rootPEM.utf8)))
        tls.certificateChain = try NIOSSLCertificate.fromPEMBytes(Array(certificatePEM.utf8)).map { .certificate($0) }
        tls.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: Array(keyPEM.utf8), format: .pem))
        context = try NIOSSLContext(configuration: tls)
        self.address = address
        self.group = group
    }

    /// Holds a talk with a service, and gives it back when it has ended.
    func hold<Held: Talk>(_ talk: Held, with location: ServiceLocation) async throws -> Held {
        let end = group.next().makePromise(of: Held.self)
        let context = context
        let bootstrap = ClientBootstrap(group: end.futureResult.eventLoop).channelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                let pipeline = channel.pipeline.syncOperations
                try pipeline.addHandler(NIOSSLClientHandler(context: context, serverHostname: location.host))
                try pipeline.addHTTPClientHandlers()
                try pipeline.addHandler(Conversation(talk, at: location, end: end))
            }
        }
        do {
            _ = try await bootstrap.connect(host: address, port: Int(location.port)).get()
        } catch {
            end.fail(error)
        }
        return try await end.futureResult.get()
    }
}
