import DutyModel
import NIOCore

/// The machine's one way to the network: one HTTP/1.1 exchange at a time with a place that the guide allows.
///
/// The phases are `resolve`, `connect`, `proxy`, `tls_handshake` and `http`; each is bounded in time, and the answer
/// in bytes. A request is never sent twice from here. A connection that answered is kept for a short while and used
/// again; where such a connection turns out to be closed before anything was written, a new one is opened.
public struct SiteDialler: Sendable {
    private let opener: SocketOpener
    private let route: @Sendable () -> SiteRoute
    private let handshaker: TLSHandshaker
    private let warm: WarmConnections
    private let limits: NetworkLimits

    /// A dialler.
    ///
    /// - Parameters:
    ///   - route: how connections leave the site; asked at each exchange.
    ///   - tls: whom it believes over TLS, and what it shows.
    /// - Throws: `internal_error` where TLS cannot be set up with this certificate and key.
    public init(
        allowList: any AllowList, route: @escaping @Sendable () -> SiteRoute = { .direct },
        resolver: any NameResolver, tls: DiallerTLS, limits: NetworkLimits = .init(), group: any EventLoopGroup
    ) throws(DutyFailure) {
        opener = SocketOpener(
            allowList: allowList, resolver: resolver, group: group, limits: limits,
            families: FamilyMemory(limits: limits))
        handshaker = try TLSHandshaker(tls, limits: limits)
        warm = WarmConnections(limits: limits)
        self.route = route
        self.limits = limits
    }

    /// Sends one request and reads its whole answer, whatever its status.
    ///
    /// - Parameter bounds: how long and how large this exchange may be; those of the dialler where nil.
    /// - Throws: `host_not_in_guide`, `value_malformed`; what resolving throws; `connect_refused`, `connect_timeout`;
    ///   what the proxy's tunnel throws; `tls_failed`, `http_malformed`, `http_timeout`, `answer_too_large`,
    ///   `connection_lost`; with the phase.
    public func exchange(
        _ request: SiteRequest, with endpoint: SiteEndpoint, within bounds: NetworkLimits? = nil
    ) async throws(NetworkFailure) -> SiteAnswer {
        var timings = PhaseTimings()
        let bounds = bounds ?? limits
        do throws(PhaseFault) {
            try request.check(bounds)
            let permit = try opener.permit(endpoint, by: route())
            let place = warm.place(endpoint, permit.route)
            while let connection = warm.take(for: place) {
                do throws(PhaseFault) {
                    return try await ask(connection, request, place, bounds, &timings, isWarm: true)
                } catch {
                    // One that turned out to be closed before anything was written is passed over.
                    guard !error.mayHaveArrived else { throw error }
                }
            }
            let connection = try await connect(permit, &timings)
            return try await ask(connection, request, place, bounds, &timings, isWarm: false)
        } catch {
            throw error.measured(timings)
        }
    }

    /// Shows this certificate on every connection from now on, save requests that are under way.
    ///
    /// - Throws: `internal_error`, and changes nothing, where TLS cannot be set up with it.
    public func show(_ certificate: ClientCertificate) throws(DutyFailure) {
        try handshaker.show(certificate)
        warm.routeChanged()
    }

    /// Closes the connections that are kept.
    public func close() async { warm.close() }

    /// To be called when the route or the link is another: nothing goes the old way any more, save requests that are
    /// under way.
    public func routeChanged() async {
        opener.families.forget()
        await opener.resolver.linkChanged()
        warm.routeChanged()
    }

    private func connect(
        _ permit: SocketOpener.Permit, _ timings: inout PhaseTimings
    ) async throws(PhaseFault) -> SiteConnection {
        let endpoint = permit.endpoint
        let channel = try await opener.open(permit, &timings)
        if case .proxy(let proxy) = permit.route {
            try await timings.measure(.proxy) { () async throws(PhaseFault) in
                try await ProxyTunnel(proxy: proxy, limits: limits).open(to: endpoint, on: channel) {
                    () async throws(PhaseFault) in
                    var unmeasured = PhaseTimings()
                    return try await opener.open(permit, &unmeasured)
                }
            }
        }
        let connection = try await SiteConnection(on: channel, limits)
        switch endpoint.transport {
        case .plain: try await connection.beginReading()
        case .tls:
            try await timings.measure(.tlsHandshake) { () async throws(PhaseFault) in
                try await handshaker.handshake(on: connection, with: endpoint)
            }
        }
        return connection
    }

    private func ask(
        _ connection: SiteConnection, _ request: SiteRequest, _ place: WarmPlace, _ bounds: NetworkLimits,
        _ timings: inout PhaseTimings, isWarm: Bool
    ) async throws(PhaseFault) -> SiteAnswer {
        let result = try await timings.measure(.http) { () async throws(PhaseFault) in
            try await connection.ask(request, place.endpoint, bounds)
        }
        if result.keepAlive { warm.keep(connection, for: place) }
        return SiteAnswer(
            status: result.head.status, fields: result.head.fields, body: result.body, timings: timings,
            connectionWasWarm: isWarm)
    }
}
