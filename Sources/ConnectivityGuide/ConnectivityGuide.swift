/// Everything a site's network must let pass for the machine, and what it must not do, as data.
///
/// Allow list, look-ups, firewall rules and documentation all read this one value; no host, port or
/// address range stands anywhere else in the program.
public struct ConnectivityGuide: Hashable, Sendable, Codable {
    /// The version of the file format this program reads.
    public static let formatVersion = 1

    /// The guide's name, such as `local`.
    public let name: String
    /// What it describes, in one line.
    public let title: String
    /// The groups under which the endpoints stand.
    public var services: [GuideService]
    /// Every place the machine may connect to, in the guide's order.
    public var endpoints: [GuideEndpoint]
    /// URLs that must pass whatever server they name.
    public var urlForms: [GuideURLForm]
    /// The ports and what each is for.
    public var portRules: [GuidePortRule]
    /// Addresses the machine uses inside itself.
    public var addressRanges: [GuideAddressRange]
    /// The bandwidth of the line, where the guide sets one.
    public var bandwidth: GuideBandwidth?
    /// What the radio supports, where the guide says so.
    public var wireless: GuideWireless?
    /// What is supported of proxies, where the guide says so.
    public var proxy: GuideProxy?
    /// Everything else the original says.
    public var facts: [GuideFact]
}
