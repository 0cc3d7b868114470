import DutyModel
import SiteNetwork

/// Asks the guide's connectivity check, in the clear and over TLS at the same time.
public struct ConnectivityCheck: Sendable {
    /// Where the check is answered.
    public struct Place: Hashable, Sendable {
        /// The host.
        public let host: String
        /// The port in the clear.
        public let port: UInt16
        /// The port over TLS; nil where there is none.
        public let tlsPort: UInt16?
        /// The path that is answered with nothing.
        public let path: String

        /// A place.
        public init(host: String, port: UInt16, tlsPort: UInt16?, path: String) {
            self.host = host
            self.port = port
            self.tlsPort = tlsPort
            self.path = path
        }
    }

    private let place: Place
    private let dialler: SiteDialler

    /// A check by the machine's own way to the network.
    public init(_ place: Place, by dialler: SiteDialler) {
        self.place = place
        self.dialler = dialler
    }

    /// Makes both probes and judges them; takes as long as the slower one.
    public func run() async -> ConnectivityVerdict {
        async let plain = probe(SiteEndpoint(host: place.host, port: place.port, transport: .plain))
        async let tls = probeOverTLS()
        return .judge(plain: await plain, tls: await tls)
    }

    private func probeOverTLS() async -> ProbeOutcome? {
        guard let port = place.tlsPort else { return nil }
        return await probe(SiteEndpoint(host: place.host, port: port, transport: .tls))
    }

    private func probe(_ endpoint: SiteEndpoint) async -> ProbeOutcome {
        do throws(NetworkFailure) {
            let answer = try await dialler.exchange(SiteRequest(method: .get, path: place.path), with: endpoint)
            return .answered(status: answer.status, bodyBytes: answer.body.count)
        } catch {
            return .failed(error.code, message: error.failure.message)
        }
    }
}
