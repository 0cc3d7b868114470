import ConnectivityGuide
import DutyModel

/// Everything that one run of the doctor saw, and nothing that it thought of it.
///
/// Every verdict is a function of this value, so a run that was saved can be judged again. It holds no password.
public struct Recording: Hashable, Sendable, Codable {
    /// The version of the form in which it is saved.
    public static let formatVersion = 1

    /// The form of this value.
    public var formatVersion = Recording.formatVersion
    /// The guide that was tried, by its name.
    public var guide: String
    /// The guide of the machine on which the run was made, with the ports that were picked there; nil elsewhere.
    public var machineGuide: ConnectivityGuide?
    /// When the run began, by this computer's clock.
    public var startedAt: Timestamp
    /// How long it took.
    public var milliseconds: Int64 = 0
    /// The proxy that everything went through, or nil.
    public var proxy: RecordedProxy?
    /// The authorities against which certificates were judged, in words.
    public var authorities: String
    /// Names of authorities that only the machine believes: no public log has their certificates. Nil where none is.
    public var privateAuthorities: [String]?
    /// What this computer says of its own network.
    public var local = LocalFacts()
    /// Questions to name servers.
    public var names: [NameObservation] = []
    /// Connections.
    public var connections: [ConnectionObservation] = []
    /// Measurements of the line.
    public var lines: [LineObservation] = []
    /// Questions to time servers; nil where none were asked: in runs of earlier versions, and through a proxy.
    public var times: [TimeObservation]?
    /// What the network's own login page says of itself; nil where none is named.
    public var portal: PortalObservation?
    /// The measuring service; nil where the guide says nothing of the line.
    public var measuring: LineService?

    /// An empty recording.
    public init(guide: String, startedAt: Timestamp, authorities: String, proxy: RecordedProxy? = nil) {
        self.guide = guide
        self.startedAt = startedAt
        self.authorities = authorities
        self.proxy = proxy
    }
}

extension Recording {
    /// Every rate that was measured one way, in kilobits a second.
    func rates(_ way: LineObservation.Direction) -> [Int] {
        lines.filter { $0.direction == way }.compactMap { line in
            if case .rate(let rate) = line.measure { rate } else { nil }
        }
    }
}

/// The proxy of a run, without its password.
public struct RecordedProxy: Hashable, Sendable, Codable {
    /// Its name or address.
    public var host: String
    /// Its port.
    public var port: UInt16
    /// Whether user name and password were given.
    public var hasCredentials: Bool

    /// A proxy.
    public init(host: String, port: UInt16, hasCredentials: Bool) {
        self.host = host
        self.port = port
        self.hasCredentials = hasCredentials
    }
}

/// What this computer says of its own network.
public struct LocalFacts: Hashable, Sendable, Codable {
    /// Addresses of interfaces that are up, loopback left out.
    public var addresses: [String] = []
    /// Gateways of default routes, IPv4 and IPv6.
    public var gateways: [String] = []
    /// Whether there is a default route for IPv4, also one without a gateway.
    public var hasRoute4 = false
    /// Whether there is a default route for IPv6.
    public var hasRoute6 = false
    /// The name servers that this computer asks.
    public var nameServers: [String] = []
    /// This computer's radio, where the default route leads through one.
    public var radio: RadioFacts?

    /// Nothing known.
    public init() {}

    /// Whether anything could leave this computer.
    public var hasNetwork: Bool { !addresses.isEmpty && (hasRoute4 || hasRoute6) }
}
