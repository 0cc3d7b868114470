import ConnectivityGuide
import Doctor
import DutyModel
import NIOCore
import NIOPosix
import NetworkSetup
import SiteNetwork

/// What a run of the doctor is given.
public struct DoctorSettings: Sendable {
    /// The proxy that everything goes through, as the machine would use it; nil for none.
    public var proxy: ProxyServer?
    /// The public authorities.
    public var roots: TrustRoots
    /// The authorities in words.
    public var authorities: String
    /// Names of those among them that no public log knows.
    public var privateAuthorities: [String] = []
    /// What the run may use.
    public var limits = ProbeLimits()
    /// Only entries of this level; nil for all.
    public var level: GuideLevel?
    /// The addresses of the name servers to ask; nil for those of this computer.
    public var nameServers: [String]?
    /// Who looks up the proxy's own name; nil for this computer.
    public var resolver: (any NameResolver)?
    /// Whether the line is measured, where the back end offers it.
    public var measuresLine = true

    /// Settings without a proxy.
    public init(roots: TrustRoots, authorities: String) {
        self.roots = roots
        self.authorities = authorities
    }
}

/// Tries every place of a guide and records what happens. It contacts the guide's hosts, this computer's name servers,
/// and addresses and names at which nobody lives.
public struct DoctorRun: Sendable {
    let guide: ConnectivityGuide
    let settings: DoctorSettings
    private let group: any EventLoopGroup
    private let threads: NIOThreadPool
    private let now: @Sendable () -> Timestamp

    /// A run on these loops; the threads are for looking up the proxy's own name.
    public init(
        guide: ConnectivityGuide, settings: DoctorSettings, group: any EventLoopGroup, threads: NIOThreadPool,
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.guide = guide
        self.settings = settings
        self.group = group
        self.threads = threads
        self.now = now
    }

    /// Does the run; tells how many places of how many are settled.
    ///
    /// - Throws: `internal_error` where TLS cannot be set up. What fails on the network is recorded and not thrown.
    public func record(progress: @escaping @Sendable (Int, Int) -> Void) async throws(DutyFailure) -> Recording {
        let start = ContinuousClock.now
        var recording = Recording(
            guide: guide.name, startedAt: now(), authorities: settings.authorities,
            proxy: settings.proxy.map {
                RecordedProxy(host: $0.host, port: $0.port, hasCredentials: $0.credentials != nil)
            })
        if !settings.privateAuthorities.isEmpty { recording.privateAuthorities = settings.privateAuthorities }
        recording.local = LocalNetwork.facts()
        if let own = settings.nameServers { recording.local.nameServers = own }
        let places = PlaceList(guide: guide, level: settings.level)
        let gate = Gate(settings.limits.atOnce)
        let probe = try PlaceProbe(
            socket: ProbeSocket(group: group), tls: ProbeTLS(), roots: settings.roots, limits: settings.limits,
            gate: gate, speaking: Gate(settings.limits.speakingAtOnce), proxy: await proxy(), now: now)
        if settings.proxy == nil {
            let names = NameProbe(limits: settings.limits, group: group, gate: gate)
            let servers = servers(recording.local)
            async let hints = hints(
                PortalProbe(
                    probe: probe, names: names, server: servers.first { $0.resolver == .site },
                    tlsPort: places.tlsPort))
            let direct = DirectRun(
                places: places, names: names, probe: probe,
                clocks: TimeProbe(limits: settings.limits, datagram: ProbeDatagram(group: group), gate: gate, now: now),
                servers: servers,
                hasIPv4: recording.local.hasRoute4, hasIPv6: recording.local.hasRoute6, progress: progress)
            await direct.run(&recording)
            (recording.local.radio, recording.portal) = await hints
        } else {
            await ProxiedRun(places: places, probe: probe, progress: progress).run(&recording)
        }
        await measure(&recording, probe)
        recording.milliseconds = (ContinuousClock.now - start).wholeMilliseconds
        return recording
    }

    /// What this computer's link is known for beside its addresses.
    private func hints(_ portal: PortalProbe) async -> (RadioFacts?, PortalObservation?) {
        let hints = await LinkHints.ofDefaultRoute()
        guard let api = hints.portalAPI else { return (hints.radio, nil) }
        return (hints.radio, await portal.ask(api))
    }

    /// Measures the line, which is idle now.
    private func measure(_ recording: inout Recording, _ probe: PlaceProbe) async {
        guard let wanted = guide.bandwidth, let host = guide.endpoints(for: .distributor).first else { return }
        guard settings.measuresLine else {
            recording.measuring = LineService(.unwanted, host: host.host.text)
            return
        }
        let line = LineProbe(probe: probe, enoughKilobitsPerSecond: wanted.recommendedKilobitsPerSecond)
        await line.run(at: host, &recording)
    }

    /// The proxy with its address. One that cannot be looked up gets an address at which nobody listens, so that each
    /// place is recorded as not reached.
    private func proxy() async -> (server: ProxyServer, address: SocketAddress)? {
        guard let server = settings.proxy else { return nil }
        let resolver = settings.resolver ?? SystemResolver(threads: threads, group: group)
        let found = try? await resolver.addresses(of: server.host, port: server.port)
        guard let address = found?.first ?? (try? NobodysAddress.socket(port: server.port)) else { return nil }
        return (server, address)
    }

    /// This computer's name servers, and the one that the guide names.
    private func servers(_ local: LocalFacts) -> [NameProbe.Server] {
        let dns = guide.endpoints.filter { $0.speaks == .dns }
        guard let port = dns.first?.portNumber else { return [] }
        func server(_ text: String, _ resolver: NameObservation.Resolver) -> NameProbe.Server? {
            (try? SocketAddress(ipAddress: text, port: Int(port))).map {
                NameProbe.Server(resolver: resolver, address: $0)
            }
        }
        var found = local.nameServers.prefix(settings.limits.nameServers).compactMap { server($0, .site) }
        let named = dns.first { !$0.host.isWildcard }?.host.text
        if let named, let outside = server(named, .public) { found.append(outside) }
        if let nobody = try? NobodysAddress.socket(port: port) {
            found.append(NameProbe.Server(resolver: .nowhere, address: nobody))
        }
        return found
    }
}
