import ConnectivityGuide
import DutyModel
import Exchanges
import Logging
import NIOCore
import NIOPosix
import NetworkSetup
import SiteNetwork
import Tablet

/// The tablet's way to the site's network: its settings, its dialler, and what is known of the link.
struct SitePart {
    /// The settings, who tests the way to the network, and who finds out what blocks it.
    let network: TabletNetwork
    /// The one way to the network.
    let dialler: SiteDialler
    /// What is looked at while the machine runs.
    let surroundings: NetworkWatch.Surroundings

    /// Opens the settings in the tablet's folder; a first look at the link is over when this returns. A change of the
    /// settings gives up the connections of the old way and wakes whoever tries again.
    init(
        _ folder: TabletFolder, _ enrolment: TabletEnrolment, _ configuration: MachineConfiguration,
        waker: DutyWaker, group: any EventLoopGroup, logger: Logger, signedTime: @escaping @Sendable () -> Timestamp?
    ) async throws(DutyFailure) {
        let guide = configuration.guide
        let configurator = configuration.networkLink.configurator
        let (link, inForce) = (LinkView(configurator), SettingsInForce())
        let names = try SiteNames(configuration, link: link, inForce: inForce)
        let (clock, resolver) = (SystemWallClock(), names.resolver(group))
        let roots = try configuration.roots(enrolled: enrolment.rootPEM)
        try folder.settleKey(of: enrolment)
        let dialler = try SiteDialler(
            allowList: guide, route: { inForce.value.proxy.route }, resolver: resolver,
            tls: DiallerTLS(
                roots: try TrustRoots(pem: roots),
                certificate: try ClientCertificate(chainPEM: enrolment.certificatePEM, keyPEM: try folder.tlsKeyPEM()),
                now: { clock.now() }, signedTime: signedTime),
            group: group)
        let check = guide.connectivityCheck.map { ConnectivityCheck($0, by: dialler) }
        let surroundings = NetworkWatch.Surroundings(
            link: link, nameServers: { inForce.value.proxy == .none ? names.servers() : [] },
            rules: InternalRangeRules(guide: guide.guide),
            check: check.map { check in { @Sendable in await check.run() } },
            linkChanged: { await dialler.routeChanged() })
        var places: [ServiceLocation] = []
        for service in ServiceName.allCases { places += try guide.locations(of: service) }
        let tester = NetworkTester(
            surroundings, proxy: { inForce.value.proxy.shownPlace }, resolvesItself: names.asksItself,
            places: places, dialler: dialler)
        let doctor = DoctorPart(
            guide: guide.guide, roots: roots, route: { inForce.value.proxy.route },
            nameServers: names.asksItself ? names.servers : nil, resolver: resolver, group: group
        ).doctor
        // The addresses that base and tablet use are the guide's own, whatever places this installation speaks to.
        let book = try await NetworkSettingsBook.open(
            path: folder.network, rules: NetworkSettingsRules(guide: try .builtIn("b700-v2")), link: configurator,
            surroundings: .init(
                changed: {
                    await link.look()
                    await dialler.routeChanged()
                    waker.wake()
                },
                reach: { await tester.reachesBackEnd() }, inForce: inForce),
            logger: logger)
        await link.look()
        network = TabletNetwork(desk: book, tester: tester, doctor: doctor)
        (self.dialler, self.surroundings) = (dialler, surroundings)
    }
}

/// Who looks up names for the machine.
private struct SiteNames {
    /// Whether the machine asks DNS servers itself; this computer does it otherwise.
    let asksItself: Bool
    /// The addresses of the servers in use.
    let servers: @Sendable () -> [String]
    private let port: UInt16

    /// The servers of the configuration, or else those of a link that the machine sets up. A computer whose links are its
    /// owner's has a resolver of its own.
    init(_ configuration: MachineConfiguration, link: LinkView, inForce: SettingsInForce) throws(DutyFailure) {
        let fixed = configuration.nameServers
        asksItself = !fixed.isEmpty || configuration.networkLink == .networkManager
        servers = {
            guard fixed.isEmpty else { return fixed }
            // Those that a person gave count before the link has taken them.
            if case .manual(let addresses) = inForce.value.link.addresses {
                return addresses.nameServers.map(\.description)
            }
            return link.state.nameServers
        }
        guard asksItself else {
            port = 0
            return
        }
        guard let port = configuration.guide.guide.endpoints(role: .dns).first?.portNumber else {
            throw DutyFailure(
                .configInvalid, "The guide \(configuration.guide.guide.name) does not let the machine ask DNS servers.")
        }
        self.port = port
    }

    func resolver(_ group: any EventLoopGroup) -> any NameResolver {
        guard asksItself else { return SystemResolver(threads: NIOSingletons.posixBlockingThreadPool, group: group) }
        return LinkResolver(
            servers: { [servers, port] in
                servers().compactMap { try? SocketAddress(ipAddress: $0, port: Int(port)) }
            }, group: group)
    }
}

extension InstallationGuide {
    /// Where the connectivity check is answered; nil where the guide has none.
    fileprivate var connectivityCheck: ConnectivityCheck.Place? {
        guard let entry = guide.plainEndpoint(of: .connectivityCheck), let port = entry.portNumber,
            let path = entry.path
        else { return nil }
        return ConnectivityCheck.Place(host: entry.host.text, port: port, tlsPort: entry.tlsPort, path: path)
    }
}

extension ProxySetting {
    /// Host and port, for a person; nil without a proxy.
    fileprivate var shownPlace: String? {
        guard case .manual(let proxy) = self else { return nil }
        return "\(proxy.host) port \(proxy.port)"
    }
}

extension NetworkLinkOwner {
    /// Who puts link settings into force.
    fileprivate var configurator: any LinkConfigurator {
        switch self {
        case .owner: ComputerLink()
        case .networkManager: NmcliLink()
        }
    }
}
