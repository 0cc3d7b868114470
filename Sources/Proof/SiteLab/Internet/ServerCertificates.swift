import NIOSSL
import Synchronization

/// The TLS of each host, made when it is first asked for and kept.
final class ServerCertificates: Sendable {
    private let authority: LabAuthority
    private let made = Mutex<[String: NIOSSLContext]>([:])

    init(_ authority: LabAuthority) { self.authority = authority }

    /// The TLS of a host.
    func context(for server: LabServer) throws -> NIOSSLContext {
        // The lock is held while a certificate is made: two who ask at once shall see the same.
        try made.withLock { made in
            if let context = made[server.name] { return context }
            let issued = try authority.issue(for: server)
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: try NIOSSLCertificate.fromPEMBytes(Array(issued.certificate.utf8)).map {
                    .certificate($0)
                },
                privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(issued.key.utf8), format: .pem)))
            configuration.applicationProtocols = ["http/1.1"]
            let context = try NIOSSLContext(configuration: configuration)
            made[server.name] = context
            return context
        }
    }
}
