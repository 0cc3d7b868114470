import DutyModel
import NIOCore

/// The one place where the machine opens a connection to the outside; the allow list is asked here and nowhere else.
struct SocketOpener: Sendable {
    let allowList: any AllowList
    let resolver: any NameResolver
    let group: any EventLoopGroup
    let limits: NetworkLimits
    let families: FamilyMemory

    /// Throws `host_not_in_guide` unless the guide allows the endpoint.
    ///
    /// It is asked before the name is looked up, so that not even a DNS question leaves for a foreign host. It is the
    /// server that is asked about, with a proxy as well; the proxy is allowed because the settings name it.
    func permit(_ endpoint: SiteEndpoint, by route: SiteRoute) throws(PhaseFault) -> Permit {
        guard allowList.permits(host: endpoint.host, port: endpoint.port, transport: endpoint.transport) else {
            throw PhaseFault(.hostNotInGuide, .local, "The guide has no entry for \(endpoint).")
        }
        return Permit(endpoint: endpoint, route: route)
    }

    /// Opens a connection to the server, or to the proxy in its place; the name is resolved on the way.
    ///
    /// - Throws: what resolving and connecting throw; with a proxy it is always `proxy_unreachable`.
    func open(_ permit: Permit, _ timings: inout PhaseTimings) async throws(PhaseFault) -> any Channel {
        let (host, port, place) = permit.nextHop
        let outcome = try await race(to: host, port, named: place)
        timings.add(outcome.resolve, to: .resolve)
        if let connect = outcome.connect { timings.add(connect, to: .connect) }
        switch outcome.result {
        case .success(let channel):
            if let winner = outcome.winner { families.learn(winner: winner, tried: outcome.tried, at: .now) }
            return channel
        case .failure(let fault):
            guard case .proxy = permit.route else { throw fault }
            throw PhaseFault(.proxyUnreachable, .proxy, "The proxy cannot be reached: \(fault.failure.message)")
        }
    }

    /// The proof that the allow list was asked about an endpoint, and the way there.
    struct Permit: Sendable {
        let endpoint: SiteEndpoint
        let route: SiteRoute

        fileprivate init(endpoint: SiteEndpoint, route: SiteRoute) {
            self.endpoint = endpoint
            self.route = route
        }

        /// Where the connection leads at first, and the same in words.
        fileprivate var nextHop: (host: String, port: UInt16, words: String) {
            switch route {
            case .direct: (endpoint.host, endpoint.port, endpoint.description)
            case .proxy(let proxy): (proxy.host, proxy.port, proxy.description)
            }
        }
    }

    private func race(to host: String, _ port: UInt16, named place: String) async throws(PhaseFault) -> RaceOutcome {
        let loop = group.next()
        let outcome = loop.makePromise(of: RaceOutcome.self)
        let runner = NIOLoopBoundBox.makeEmptyBox(valueType: RaceRunner.self, eventLoop: loop)
        let avoided = families.avoided(at: .now)
        let steps = resolver.steps(of: host, port: port)
        loop.execute {
            runner.value = RaceRunner(to: place, on: loop, limits: limits, avoided: avoided, outcome: outcome)
        }
        // Names may still come in when a connection is open already; what is left of them is for the resolver's memory.
        let feed = Task {
            for await step in steps { loop.execute { runner.value?.take(step) } }
        }
        defer {
            feed.cancel()
            loop.execute { runner.value = nil }
        }
        do {
            return try await withTaskCancellationHandler {
                try await outcome.futureResult.get()
            } onCancel: {
                loop.execute { runner.value?.cancel() }
            }
        } catch {
            throw PhaseFault(.connectionLost, .connect, "\(place): the attempt to connect was given up.")
        }
    }
}
