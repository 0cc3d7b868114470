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

    /// A dialler of a machine that enrols: it knows no authority yet, so it speaks to anyone over TLS, and no clock is
    /// asked.
    ///
    /// Only for messages that prove the other end by themselves.
    public static func beforeEnrolment(
        allowList: any AllowList, route: SiteRoute, resolver: any NameResolver, limits: NetworkLimits = .init(),
        group: any EventLoopGroup
    ) throws(DutyFailure) -> SiteDialler {
        try SiteDialler(
            allowList: allowList, route: { route }, resolver: resolver, tls: .beforeEnrolment, limits: limits,
            group: group)
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
        var clock = PhaseClock()
        let bounds = bounds ?? limits
        do throws(PhaseFault) {
            try request.check(bounds)
            let permit = try opener.permit(endpoint, by: route())
            let place = warm.place(endpoint, permit.route)
            while let connection = warm.take(for: place) {
                if let answer = try await askWarm(connection, request, place, bounds, &clock) { return answer }
            }
            let connection = try await connect(permit, &clock)
            return try await ask(connection, request, place, bounds, &clock, isWarm: false)
        } catch {
            throw error.measured(clock.timings)
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
        _ permit: SocketOpener.Permit, _ clock: inout PhaseClock
    ) async throws(PhaseFault) -> SiteConnection {
        let endpoint = permit.endpoint
        let channel = try await opener.open(permit, &clock)
        if case .proxy(let proxy) = permit.route {
            try await clock.measure(.proxy) { () async throws(PhaseFault) in
                try await ProxyTunnel(proxy: proxy, limits: limits).open(to: endpoint, on: channel) {
                    () async throws(PhaseFault) in
                    var unmeasured = PhaseClock()
                    return try await opener.open(permit, &unmeasured)
                }
            }
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

    /// An exchange on a kept connection; nil where it turned out to be closed before anything was written.
    private func askWarm(
        _ connection: SiteConnection, _ request: SiteRequest, _ place: WarmPlace, _ bounds: NetworkLimits,
        _ clock: inout PhaseClock
    ) async throws(PhaseFault) -> SiteAnswer? {
        do throws(PhaseFault) {
            return try await ask(connection, request, place, bounds, &clock, isWarm: true)
        } catch {
            guard error.mayHaveArrived else { return nil }
            throw error
        }
    }

    private func ask(
        _ connection: SiteConnection, _ request: SiteRequest, _ place: WarmPlace, _ bounds: NetworkLimits,
        _ clock: inout PhaseClock, isWarm: Bool
    ) async throws(PhaseFault) -> SiteAnswer {
        let result = try await clock.measure(.http) { () async throws(PhaseFault) in
            try await connection.ask(request, place.endpoint, bounds)
        }
        if result.keepAlive { warm.keep(connection, for: place) }
        return SiteAnswer(
            status: result.head.status, fields: result.head.fields, body: result.body, timings: clock.timings,
            connectionWasWarm: isWarm)
    }
}
