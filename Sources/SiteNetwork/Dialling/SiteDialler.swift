import DutyModel
import NIOCore

/// The machine's one way to the network: one HTTP/1.1 exchange at a time with a place that the guide allows.
///
/// The phases are `resolve`, `connect`, `proxy`, `tls_handshake` and `http`; each is bounded in time, and the answer
/// in bytes. A request is never sent twice from here. A connection that answered is kept for a short while and used
/// again; where such a connection turns out to be closed before anything was written, a new one is opened.
public struct SiteDialler: Sendable {
    private let opener: SocketOpener
    private let resolver: any NameResolver
    private let handshaker: TLSHandshaker
    private let warm: WarmConnections
    private let limits: NetworkLimits

    /// A dialler.
    ///
    /// - Parameters:
    ///   - roots: the only authorities trusted for TLS.
    ///   - certificate: the machine's certificate, shown to servers that ask.
    ///   - now: the machine's clock, by which certificates are judged.
    ///   - signedTime: the last time that a service signed; a certificate that may be valid since then is accepted
    ///     too, so that a wrong clock cannot keep the machine from being set right.
    /// - Throws: `internal_error` where TLS cannot be set up with this certificate and key.
    public init(
        allowList: any AllowList, resolver: any NameResolver, roots: TrustRoots, certificate: ClientCertificate?,
        limits: NetworkLimits = .init(), group: any EventLoopGroup, now: @escaping @Sendable () -> Timestamp,
        signedTime: @escaping @Sendable () -> Timestamp? = { nil }
    ) throws(DutyFailure) {
        opener = SocketOpener(allowList: allowList, group: group, limits: limits)
        handshaker = try TLSHandshaker(
            roots: roots, certificate: certificate, limits: limits, now: now, signedTime: signedTime)
        warm = WarmConnections(limits: limits)
        self.resolver = resolver
        self.limits = limits
    }

    /// Sends one request and reads its whole answer, whatever its status.
    ///
    /// - Throws: `host_not_in_guide`, `value_malformed`, `dns_failed`, `connect_refused`, `connect_timeout`,
    ///   `tls_failed`, `http_malformed`, `http_timeout`, `answer_too_large`, `connection_lost`, with the phase.
    public func exchange(
        _ request: SiteRequest, with endpoint: SiteEndpoint
    ) async throws(NetworkFailure) -> SiteAnswer {
        var clock = PhaseClock()
        do throws(PhaseFault) {
            try request.check(limits)
            let permit = try opener.permit(endpoint)
            while let connection = await warm.take(for: endpoint) {
                if let answer = try await askWarm(connection, request, endpoint, &clock) { return answer }
            }
            let connection = try await connect(permit, &clock)
            return try await ask(connection, request, endpoint, &clock, isWarm: false)
        } catch {
            throw error.measured(clock.timings)
        }
    }

    /// Closes the connections that are kept.
    public func close() async { await warm.close() }

    private func connect(
        _ permit: SocketOpener.Permit, _ clock: inout PhaseClock
    ) async throws(PhaseFault) -> SiteConnection {
        let endpoint = permit.endpoint
        let addresses = try await clock.measure(.resolve) { () async throws(PhaseFault) in
            try await resolve(endpoint)
        }
        let channel = try await clock.measure(.connect) { () async throws(PhaseFault) in
            try await opener.open(permit, at: addresses)
        }
        let connection = try await SiteConnection(on: channel, limits)
        switch endpoint.transport {
        case .plain: try await connection.beginReading()
        case .tls:
            try await clock.measure(.tlsHandshake) { () async throws(PhaseFault) in
                try await handshaker.handshake(on: connection, with: endpoint)
            }
        }
        return connection
    }

    private func resolve(_ endpoint: SiteEndpoint) async throws(PhaseFault) -> [SocketAddress] {
        do throws(DutyFailure) {
            return try await resolver.addresses(of: endpoint.host, port: endpoint.port)
        } catch {
            throw PhaseFault(error.code, .resolve, error.message)
        }
    }

    /// An exchange on a kept connection; nil where it turned out to be closed before anything was written.
    private func askWarm(
        _ connection: SiteConnection, _ request: SiteRequest, _ endpoint: SiteEndpoint, _ clock: inout PhaseClock
    ) async throws(PhaseFault) -> SiteAnswer? {
        do throws(PhaseFault) {
            return try await ask(connection, request, endpoint, &clock, isWarm: true)
        } catch {
            guard error.mayHaveArrived else { return nil }
            throw error
        }
    }

    private func ask(
        _ connection: SiteConnection, _ request: SiteRequest, _ endpoint: SiteEndpoint, _ clock: inout PhaseClock,
        isWarm: Bool
    ) async throws(PhaseFault) -> SiteAnswer {
        let result = try await clock.measure(.http) { () async throws(PhaseFault) in
            try await connection.ask(request, endpoint, limits)
        }
        if result.keepAlive { await warm.keep(connection, for: endpoint) }
        return SiteAnswer(
            status: result.head.status, fields: result.head.fields, body: result.body, timings: clock.timings,
            connectionWasWarm: isWarm)
    }
}
