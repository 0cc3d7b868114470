import DutyModel
import Foundation

/// Everything that faults change in a lab, summed up; equal configurations need nothing done.
///
/// It is a pure function of the faults, so that any two of them combine, and one can be lifted alone.
struct LabConfiguration: Equatable {
    /// The site's own addresses.
    var site: LabPlan.Site
    /// What the router's firewall closes.
    var closed: [ClosedPath] = []
    /// Whether only the proxy may leave the site.
    var onlyProxyLeaves = false
    /// Whether questions on port 53 to anywhere go to the router's name server.
    var nameServerTakesAll = false
    /// Addresses that the router's name server makes up: for one name, or under `nil` for all that are not there.
    var falseNames: [FalseName] = []
    /// What the router does with the site's web traffic.
    var interception = Interception()
    /// Whether a guest network's portal stands before everything.
    var portal = false
    /// What listens in the site as a proxy.
    var proxy: ProxyService?
    /// The line's limit to the site, in thousands of bits a second.
    var kilobits: Int?
    /// Its limit from the site.
    var upKilobits: Int?
    /// The largest packet that passes, where larger ones vanish silently.
    var mtuBytes: Int?
    /// The largest packet of the site's that passes, where larger ones vanish silently.
    var outwardBytes: Int?
    /// The largest answer of a name server that passes as a datagram.
    var nameDatagramBytes: Int?
    /// Whether IPv6 is dropped beyond the router.
    var ipv6Broken = false
    /// How far the clock of the machine's computer is off, in seconds.
    var clockOffset = 0
    /// Servers that are down.
    var down: [DownServers] = []
    /// What the machine is told about a proxy.
    var machineProxy: MachineProxy?

    /// The sum of these faults; throws `lab_faults_clash` for two that cannot hold at once, `lab_data_malformed` for a
    /// host that is not there.
    init(_ faults: [LabFault], plan: LabPlan, directory: LabDirectory) throws(DutyFailure) {
        site = plan.site
        for fault in faults { try add(fault, plan, directory) }
    }

    private mutating func add(_ fault: LabFault, _ plan: LabPlan, _ directory: LabDirectory) throws(DutyFailure) {
        switch fault {
        case .portClosed(let fault):
            closed.append(ClosedPath(fault: fault, places: try Self.places(fault.hosts, plan, directory)))
        case .unknownNamesRewritten(let fault): try addName(FalseName(host: nil, address: fault.address))
        case .nameSinkholed(let fault): try addName(FalseName(host: fault.host, address: fault.address))
        case .port53Intercepted: nameServerTakesAll = true
        case .tlsInspected(let fault): try inspect(fault)
        case .sniFiltered(let fault): interception.nameFilters.append(fault)
        case .blockPage(let fault): interception.blocked.append(fault)
        case .captivePortal: portal = true
        case .transparentProxy: interception.takesPlain = true
        case .proxyRequired(let fault): try requireProxy(fault, plan)
        case .slowLink(let fault):
            kilobits = min(kilobits ?? .max, fault.kilobits)
            upKilobits = min(upKilobits ?? .max, fault.upKilobits ?? fault.kilobits)
        case .mtuBlackHole(let fault):
            if fault.outwardOnly == true {
                outwardBytes = min(outwardBytes ?? .max, fault.mtuBytes)
            } else {
                mtuBytes = min(mtuBytes ?? .max, fault.mtuBytes)
            }
        case .largeNamesLost(let fault): nameDatagramBytes = min(nameDatagramBytes ?? .max, fault.answerBytes)
        case .ipv6Broken: ipv6Broken = true
        case .clockOff(let fault):
            guard clockOffset == 0 || clockOffset == fault.seconds else { throw Self.clash("two clocks") }
            clockOffset = fault.seconds
        case .gatewayInternal(let fault):
            site.router.ipv4 = fault.gateway
            site.machine.ipv4 = fault.machine
            site.proxy.ipv4 = fault.proxy
            site.prefixLength = fault.prefixLength
        case .serverDown(let fault):
            down.append(DownServers(servers: try directory.servers(named: fault.hosts), answer: fault.answer))
        }
    }

    /// Where hosts are; the guide's public name server goes by its address.
    private static func places(
        _ hosts: [String], _ plan: LabPlan, _ directory: LabDirectory
    ) throws(DutyFailure) -> [AddressPair] {
        try hosts.map { host throws(DutyFailure) in
            host == plan.publicResolver.ipv4 ? plan.publicResolver : try directory.server(here: host).addresses
        }
    }

    private mutating func addName(_ name: FalseName) throws(DutyFailure) {
        guard !falseNames.contains(where: { $0.host == name.host && $0.address != name.address }) else {
            throw Self.clash("two false addresses for one name")
        }
        falseNames.append(name)
    }

    private mutating func inspect(_ fault: LabFault.TLSInspected) throws(DutyFailure) {
        guard interception.inspection == nil || interception.inspection == fault else {
            throw Self.clash("two inspections of TLS")
        }
        interception.inspection = fault
    }

    private mutating func requireProxy(_ fault: LabFault.ProxyRequired, _ plan: LabPlan) throws(DutyFailure) {
        let service = ProxyService(
            speaks: fault.speaks, user: fault.authentication ? plan.proxyUser : nil, password: plan.proxyPassword,
            port: plan.proxyPort, connectPorts: fault.connectPorts, deniedHosts: fault.deniedHosts ?? [])
        let told = MachineProxy(fault.credentials, site: site, plan: plan)
        guard proxy == nil || (proxy == service && machineProxy == told) else { throw Self.clash("two proxies") }
        proxy = service
        machineProxy = told
        onlyProxyLeaves = true
    }

    private static func clash(_ what: String) -> DutyFailure {
        DutyFailure(.labFaultsClash, "A site cannot have \(what) at once.")
    }
}

/// A port that the router's firewall closes, to some hosts or to all.
struct ClosedPath: Equatable {
    var fault: LabFault.PortClosed
    /// None stands for all.
    var places: [AddressPair]
}

/// An address that a name server makes up.
struct FalseName: Equatable {
    /// The name; nil stands for all that are not there.
    var host: String?
    var address: String
}

/// Servers that are down, and what their computers still say.
struct DownServers: Equatable {
    var servers: [LabServer]
    var answer: LabFault.Answer
}

/// What the router does with the web traffic of the site.
struct Interception: Equatable {
    /// Whether port 80 passes through a proxy that nobody asked for.
    var takesPlain = false
    /// Web filters of port 80.
    var blocked: [LabFault.BlockPage] = []
    /// Filters that end TLS by its name.
    var nameFilters: [LabFault.SNIFiltered] = []
    /// Who opens TLS.
    var inspection: LabFault.TLSInspected?

    /// Whether port 80 is taken.
    var needsPlain: Bool { takesPlain || !blocked.isEmpty }
    /// Whether squid takes port 443.
    var squidNeedsTLS: Bool { !nameFilters.isEmpty || inspection?.program == .squid }
    /// Whether squid runs on the router.
    var needsSquid: Bool { needsPlain || squidNeedsTLS }
    /// Whether mitmproxy runs on the router.
    var needsMitmproxy: Bool { inspection?.program == .mitmproxy }
}

/// A proxy inside the site.
struct ProxyService: Equatable {
    var speaks: LabFault.ProxyRequired.Kind
    /// Who may use it; nil where it asks nobody.
    var user: String?
    var password: String
    var port: UInt16
    /// None stands for all.
    var connectPorts: [UInt16]
    /// Hosts that nobody gets a tunnel to.
    var deniedHosts: [String]
}

/// What the machine in this site is told about a proxy.
public struct MachineProxy: Equatable, Sendable {
    /// Where the proxy is.
    public var host: String
    /// Its port.
    public var port: UInt16
    /// The user, where one is given.
    public var user: String?
    /// The password, where one is given.
    public var password: String?

    init?(_ credentials: LabFault.ProxyRequired.Credentials, site: LabPlan.Site, plan: LabPlan) {
        guard credentials != .notSet else { return nil }
        host = site.proxy.ipv4
        port = plan.proxyPort
        if credentials != .none {
            user = plan.proxyUser
            password = credentials == .right ? plan.proxyPassword : plan.wrongPassword
        }
    }

    /// The proxy as a URL, as `dutymark doctor --proxy` takes it.
    public var url: String {
        var url = URLComponents()
        url.scheme = "http"
        url.user = user
        url.password = password
        url.host = host
        url.port = Int(port)
        return url.string ?? ""
    }
}
