import ConnectionRules
import DutyModel
import NIOCore
import NIOSSL

/// Brings a connection into TLS 1.2 or later with the given roots, the host's name and the machine's certificate.
struct TLSHandshaker: Sendable {
    /// What the next handshake is done with.
    private let context: Shared<NIOSSLContext>
    private let tls: DiallerTLS
    private let limits: NetworkLimits

    init(_ tls: DiallerTLS, limits: NetworkLimits) throws(DutyFailure) {
        context = Shared(try Self.context(showing: tls.certificate, tls.trust))
        self.tls = tls
        self.limits = limits
    }

    /// Shows this certificate from the next handshake on; throws `internal_error`, and changes nothing, where TLS cannot be
    /// set up with it.
    func show(_ certificate: ClientCertificate) throws(DutyFailure) {
        context.value = try Self.context(showing: certificate, tls.trust)
    }

    /// TLS 1.2 or later in which this certificate is shown, or none.
    static func context(
        showing certificate: ClientCertificate?, _ trust: ServerTrust
    ) throws(DutyFailure) -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        // The library would refuse a server whose address is no name before it asks us.
        if case .nobodyYet = trust { configuration.certificateVerification = .noHostnameVerification }
        configuration.requireModernSuites()
        // The roots are judged in our own callback; an empty list keeps the library from loading the computer's.
        configuration.trustRoots = .certificates([])
        if let certificate {
            configuration.certificateChain = certificate.chain.map { .certificate($0) }
            configuration.privateKey = .privateKey(certificate.key)
        }
        do {
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw DutyFailure(.internalError, "TLS could not be set up: \(ErrorWords.of(error)).")
        }
    }

    /// Does the handshake; on failure the connection is closed.
    ///
    /// - Throws: `tls_failed`, its message telling an expired certificate from a foreign one, another name, a server
    ///   that is silent, and one that does not speak TLS.
    func handshake(on connection: SiteConnection, with endpoint: SiteEndpoint) async throws(PhaseFault) {
        let note = Shared<CertificateValidity?>(nil)
        let channel = connection.channel
        let ready = channel.eventLoop.makePromise(of: Void.self)
        do {
            try await channel.eventLoop.submit {
                let watch = HandshakeWatch(limit: .milliseconds(limits.handshakeMilliseconds), ready: ready)
                try channel.pipeline.syncOperations.addHandlers(
                    [try handler(for: endpoint.host, note), watch], position: .first)
            }.get()
            try await connection.beginReading()
            try await ready.futureResult.get()
        } catch {
            ready.fail(error)
            channel.close(promise: nil)
            throw PhaseFault(.tlsFailed, .tlsHandshake, "\(endpoint): \(Self.words(for: error, note.value)).")
        }
    }

    /// The handler that judges the server's chain, and notes what it found: the library's error only says that it failed.
    private func handler(for host: String, _ note: Shared<CertificateValidity?>) throws -> NIOSSLClientHandler {
        // An address has no name to be shown; it is compared with the certificate's addresses.
        let name = KnownNames.isLiteral(host) ? nil : host
        return try NIOSSLClientHandler(context: context.value, serverHostname: name) { [tls] chain, promise in
            guard let bytes = PresentedChain.der(chain) else {
                note.value = .unreadable
                return promise.succeed(.failed)
            }
            guard case .authorities(let roots) = tls.trust else { return promise.succeed(.certificateVerified) }
            let verification = ServerVerification(
                roots: roots, host: host, now: tls.now(), signedTime: tls.signedTime())
            promise.completeWithTask {
                let fault = await verification.validity(of: bytes)
                guard fault != .trusted else { return .certificateVerified }
                note.value = fault
                return .failed
            }
        }
    }

    private static func words(for error: any Error, _ fault: CertificateValidity?) -> String {
        if let fault { return "the server's certificate \(fault.words)" }
        switch error {
        case let fault as HandshakeWatch.Fault: return fault.rawValue
        // A filter that reads the name ends the connection before anything is read from it.
        case is PhaseFault: return HandshakeWatch.Fault.closed.rawValue
        case NIOSSLError.handshakeFailed(let error): return WireFault.words(for: error)
        case let error as BoringSSLError: return WireFault.words(for: error)
        default: return "the handshake failed: \(ErrorWords.of(error))"
        }
    }
}

/// Which servers a dialler speaks to.
enum ServerTrust: Sendable {
    /// Those to which one of these authorities gave a certificate.
    case authorities(TrustRoots)
    /// Anyone: what is sent proves the server by itself, and nothing else is sent.
    case nobodyYet
}
