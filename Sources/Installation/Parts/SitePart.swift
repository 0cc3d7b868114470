import ConnectivityGuide
import DutyModel
import Logging
import NIOCore
import NIOPosix
import NetworkSetup
import SiteNetwork
import Tablet

/// The tablet's way to the site's network: its settings, its dialler, and what is known of the link.
struct SitePart {
    /// The settings, and new ones on trial.
    let book: NetworkSettingsBook
    /// The one way to the network.
    let dialler: SiteDialler
    /// Tests that way.
    let tester: NetworkTester
    /// Finds out what blocks it.
    let doctor: MachineDoctor
    /// What is looked at while the machine runs.
    let surroundings: NetworkWatch.Surroundings

    /// Opens the settings in the tablet's folder; a first look at the link is over when this returns.
    static func open(
        _ folder: TabletFolder, _ enrolment: TabletEnrolment, _ configuration: MachineConfiguration,
        group: any EventLoopGroup, logger: Logger, signedTime: @escaping @Sendable () -> Timestamp?
    ) async throws(DutyFailure) -> SitePart {
        let guide = configuration.guide
        let configurator = configuration.networkLink.configurator
        // The addresses that base and tablet use are the guide's own, whatever places this installation speaks to.
        let book = try await NetworkSettingsBook.open(
            path: folder.network, rules: NetworkSettingsRules(guide: try .builtIn("b700-v2")), link: configurator,
            logger: logger)
        let link = LinkView(configurator)
        await link.look()
        let names = try SiteNames(configuration, link: link, book: book)
        let clock = SystemWallClock()
        let resolver = names.resolver(group)
        let roots = try configuration.roots(enrolled: enrolment.rootPEM)
        try folder.settleKey(of: enrolment)
        let dialler = try SiteDialler(
            allowList: guide, route: { book.settingsInForce.proxy.route }, resolver: resolver,
            roots: try TrustRoots(pem: roots),
            certificate: try ClientCertificate(chainPEM: enrolment.certificatePEM, keyPEM: try folder.tlsKeyPEM()),
            group: group, now: { clock.now() }, signedTime: signedTime)
        let check = guide.connectivityCheck.map { ConnectivityCheck($0, by: dialler) }
        let surroundings = NetworkWatch.Surroundings(
            link: link, nameServers: { book.settingsInForce.proxy == .none ? names.servers() : [] },
            rules: InternalRangeRules(guide: guide.guide),
            check: check.map { check in { @Sendable in await check.run() } },
            linkChanged: { await dialler.routeChanged() })
        var places: [ServiceLocation] = []
        for service in ServiceName.allCases { places += try guide.locations(of: service) }
        let tester = NetworkTester(
            surroundings, proxy: { book.settingsInForce.proxy.shownPlace }, resolvesItself: names.asksItself,
            places: places, dialler: dialler)
        let doctor = DoctorPart(
            guide: guide.guide, roots: roots, route: { book.settingsInForce.proxy.route },
            nameServers: names.asksItself ? names.servers : nil, resolver: resolver, group: group
        ).doctor
        return SitePart(book: book, dialler: dialler, tester: tester, doctor: doctor, surroundings: surroundings)
    }

    /// From now on a change of the settings gives up the connections of the old way and has the tablet try again.
    func connect(to unit: TabletUnit) async {
        await book.connect(
            changed: { [surroundings, dialler] in
                await surroundings.link.look()
                await dialler.routeChanged()
                await unit.networkChanged()
            },
            reach: { [tester] in await tester.reachesBackEnd() })
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
    init(_ configuration: MachineConfiguration, link: LinkView, book: NetworkSettingsBook) throws(DutyFailure) {
        let fixed = configuration.nameServers
        asksItself = !fixed.isEmpty || configuration.networkLink == .networkManager
        servers = {
            guard fixed.isEmpty else { return fixed }
            // Those that a person gave count before the link has taken them.
            if case .manual(let addresses) = book.settingsInForce.link.addresses {
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
        guard asksItself else {
            return SystemResolver(threads: NIOSingletons.posixBlockingThreadPool, group: group)
        }
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
        case .networkManager: NetworkManagerLink()
        }
    }
}
