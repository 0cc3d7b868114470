import ConnectivityGuide

/// How the machine reaches the network: one link, and whether everything tunnels through a proxy.
///
/// Only checked values get in here (`NetworkSettingsRules`). It holds secrets, so it is written to private files alone.
public struct NetworkSettings: Hashable, Sendable, Codable {
    /// The link and its addresses.
    public var link: LinkSettings
    /// The proxy, if there is one.
    public var proxy: ProxySetting

    /// What a machine begins with: the cable, addresses by DHCP, no proxy.
    public static let initial = NetworkSettings(link: .wired(.dhcp), proxy: .none)
}

/// The link in use; the machine uses one at a time.
public enum LinkSettings: Hashable, Sendable, Codable {
    /// The cable.
    case wired(AddressSettings)
    /// The radio.
    case wifi(WiFiSettings, AddressSettings)

    /// Which of the two it is.
    public var kind: LinkKind {
        switch self {
        case .wired: .wired
        case .wifi: .wifi
        }
    }

    /// Where its addresses come from.
    public var addresses: AddressSettings {
        switch self {
        case .wired(let addresses), .wifi(_, let addresses): addresses
        }
    }
}

/// The two kinds of link.
public enum LinkKind: String, Hashable, Sendable, Codable, CaseIterable {
    /// The cable.
    case wired
    /// The radio.
    case wifi
}

/// Where a link's IPv4 addresses come from; IPv6 configures itself.
public enum AddressSettings: Hashable, Sendable, Codable {
    /// The site's DHCP server gives address, gateway and DNS servers.
    case dhcp
    /// A person gave them.
    case manual(ManualAddresses)
}

/// IPv4 addresses that a person gave.
public struct ManualAddresses: Hashable, Sendable, Codable {
    /// The machine's own address.
    public var address: IPv4Address
    /// How many leading bits the subnet's addresses share, 8 to 30.
    public var prefixLength: Int
    /// The default gateway, another address of the same subnet.
    public var gateway: IPv4Address
    /// The DNS servers, in the order in which they are asked; at least one.
    public var nameServers: [IPv4Address]
}
