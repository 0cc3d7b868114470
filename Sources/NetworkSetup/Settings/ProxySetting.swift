/// Whether everything the machine sends tunnels through a proxy of the site.
public enum ProxySetting: Hashable, Sendable, Codable {
    /// It connects by itself.
    case none
    /// Everything tunnels through this proxy by HTTP CONNECT; there are no exceptions.
    case manual(ManualProxy)
}

/// A proxy that a person gave.
public struct ManualProxy: Hashable, Sendable, Codable {
    /// The proxy's name or address.
    public var host: String
    /// Its TCP port.
    public var port: UInt16
    /// What it asks for, where it asks.
    public var login: ProxyLogin?

    /// A proxy with these values.
    public init(host: String, port: UInt16, login: ProxyLogin?) {
        self.host = host
        self.port = port
        self.login = login
    }
}

/// A user of a proxy (HTTP Basic).
public struct ProxyLogin: Hashable, Sendable, Codable {
    /// The user's name, without a colon.
    public var user: String
    /// The password.
    public var password: Secret

    /// A user with these values.
    public init(user: String, password: Secret) {
        self.user = user
        self.password = password
    }
}

extension ProxySetting {
    /// What the machine does by itself without a proxy and cannot do through one, so that it is switched off.
    public static let cannotTunnel = ["DNS look-ups of its own", "time from NTP servers (UDP)"]
}
