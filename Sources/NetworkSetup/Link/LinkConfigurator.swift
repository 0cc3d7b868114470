import DutyModel

/// Puts link settings into force on the computer, and reads back how its link stands.
public protocol LinkConfigurator: Sendable {
    /// Whether `apply` changes anything; where it does not, the computer's owner sets its links.
    var configuresLink: Bool { get }
    /// Puts the settings into force: when it returns, the link is up with them.
    ///
    /// - Throws: `network_manager_missing`, `network_device_missing`, `network_apply_failed`.
    func apply(_ link: LinkSettings) async throws(DutyFailure)
    /// How the link stands now.
    ///
    /// - Throws: `network_manager_missing`.
    func state() async throws(DutyFailure) -> LinkState
}

/// How a link stands, as the operating system says.
public struct LinkState: Hashable, Sendable, Codable {
    /// The device's name, such as `eth0`; nil where there is none.
    public var device: String?
    /// The kind of the device.
    public var kind: LinkKind?
    /// Its addresses, each with the length of its prefix.
    public var addresses: [String]
    /// The default gateways, IPv4 first.
    public var gateways: [String]
    /// The DNS servers in force, in their order.
    public var nameServers: [String]
    /// Whether the link is up.
    public var connected: Bool

    /// A link that stands so.
    public init(
        device: String? = nil, kind: LinkKind? = nil, addresses: [String] = [], gateways: [String] = [],
        nameServers: [String] = [], connected: Bool = false
    ) {
        self.device = device
        self.kind = kind
        self.addresses = addresses
        self.gateways = gateways
        self.nameServers = nameServers
        self.connected = connected
    }
}
