/// Settings as a person typed them, before anything is checked; and, without its secrets, how settings are shown.
public struct NetworkWish: Hashable, Sendable, Codable {
    /// The link; nil leaves it as it is.
    public var link: LinkWish?
    /// The proxy; nil leaves it as it is.
    public var proxy: ProxyWish?

    /// A wish with these parts.
    public init(link: LinkWish? = nil, proxy: ProxyWish? = nil) {
        self.link = link
        self.proxy = proxy
    }

    /// The wish without passphrase and passwords.
    public var withoutSecrets: NetworkWish {
        var bare = self
        bare.link?.passphrase = Secret("")
        bare.link?.password = Secret("")
        bare.proxy?.password = Secret("")
        return bare
    }
}

/// A link as a person typed it. An empty secret means the one that is kept, where it still fits.
public struct LinkWish: Hashable, Sendable, Codable {
    /// Cable or radio.
    public var kind: LinkKind
    /// `dhcp` or `manual`.
    public var addressing: String
    /// The address, with or without `/` and the length of the subnet's prefix.
    public var address = ""
    /// The length of the subnet's prefix, or its mask; empty where it stands behind the address.
    public var prefix = ""
    /// The default gateway.
    public var gateway = ""
    /// The DNS servers, with commas or blanks between them.
    public var nameServers = ""
    /// The wireless network's name.
    public var networkName = ""
    /// `any`, `2.4` or `5`.
    public var band = WiFiBand.any.rawValue
    /// A name of `WiFiSecurityKind`.
    public var security = WiFiSecurityKind.wpa2Personal.rawValue
    /// The passphrase.
    public var passphrase = Secret("")
    /// A name of `EnterpriseMethod`.
    public var method = EnterpriseMethod.peap.rawValue
    /// The user's name for 802.1X.
    public var identity = ""
    /// The user's password for 802.1X.
    public var password = Secret("")
    /// The authority of the login server, as PEM; line ends may be lost.
    public var authority = ""

    /// A link of this kind, everything else as usual.
    public init(_ kind: LinkKind, addressing: String = "dhcp") {
        self.kind = kind
        self.addressing = addressing
    }
}

/// A proxy as a person typed it. An empty password means the one that is kept, where it still fits.
public struct ProxyWish: Hashable, Sendable, Codable {
    /// `none` or `manual`.
    public var mode: String
    /// Name or address.
    public var host = ""
    /// The port.
    public var port = ""
    /// Whether the proxy asks for a user.
    public var authenticates = false
    /// The user's name.
    public var user = ""
    /// The user's password.
    public var password = Secret("")

    /// A proxy in this mode, everything else empty.
    public init(mode: String) { self.mode = mode }
}

/// What a person fills in; the names are those of the page's fields.
public enum NetworkField: String, Hashable, Sendable, Codable, CaseIterable {
    /// DHCP or manual.
    case addressing
    /// The machine's address.
    case address
    /// The length of the subnet's prefix.
    case prefix
    /// The default gateway.
    case gateway
    /// The DNS servers.
    case nameServers = "dns"
    /// The wireless network's name.
    case networkName = "ssid"
    /// The frequencies.
    case band
    /// What protects the wireless network.
    case security
    /// The wireless network's passphrase.
    case passphrase
    /// How the login by 802.1X is carried.
    case method
    /// The user for 802.1X.
    case identity
    /// The password for 802.1X.
    case password
    /// The authority of the login server.
    case authority
    /// No proxy, or one given by hand.
    case proxy
    /// The proxy's name or address.
    case host
    /// The proxy's port.
    case port
    /// The box that says that the proxy asks for a user.
    case authentication
    /// The proxy's user.
    case user
    /// The proxy's password.
    case proxyPassword = "proxy-password"
}

extension NetworkSettings {
    /// The settings as a person would type them, without a secret.
    public var shown: NetworkWish { NetworkWish(link: link.shown, proxy: proxy.shown) }
}

extension LinkSettings {
    private static let separator = ", "

    fileprivate var shown: LinkWish {
        var wish = LinkWish(kind)
        if case .manual(let manual) = addresses {
            wish.addressing = "manual"
            wish.address = manual.address.description
            wish.prefix = String(manual.prefixLength)
            wish.gateway = manual.gateway.description
            wish.nameServers = manual.nameServers.map(\.description).joined(separator: Self.separator)
        }
        guard case .wifi(let wifi, _) = self else { return wish }
        wish.networkName = wifi.networkName
        wish.band = wifi.band.rawValue
        wish.security = wifi.security.kind.rawValue
        if case .enterprise(let login) = wifi.security {
            wish.method = login.method.rawValue
            wish.identity = login.identity
        }
        return wish
    }
}

extension ProxySetting {
    fileprivate var shown: ProxyWish {
        guard case .manual(let proxy) = self else { return ProxyWish(mode: "none") }
        var wish = ProxyWish(mode: "manual")
        wish.host = proxy.host
        wish.port = String(proxy.port)
        wish.authenticates = proxy.login != nil
        wish.user = proxy.login?.user ?? ""
        return wish
    }
}
