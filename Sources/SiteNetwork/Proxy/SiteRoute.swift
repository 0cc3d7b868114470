/// How connections leave the site.
public enum SiteRoute: Hashable, Sendable {
    /// Straight to the server.
    case direct
    /// Through an HTTP proxy: every connection, to every port, and names are resolved by the proxy alone.
    case proxy(ProxyServer)
}

/// An HTTP proxy that makes tunnels (`CONNECT`, RFC 9110, section 9.3.6).
public struct ProxyServer: Hashable, Sendable, CustomStringConvertible {
    /// The proxy's name, or its address.
    public var host: String
    /// The TCP port.
    public var port: UInt16
    /// Who we are for the proxy; nil where it asks nobody.
    public var credentials: ProxyCredentials?

    /// A proxy.
    public init(host: String, port: UInt16, credentials: ProxyCredentials? = nil) {
        self.host = host
        self.port = port
        self.credentials = credentials
    }

    /// Host and port, without the credentials.
    public var description: String { "\(host) port \(port)" }
}

/// User name and password for a proxy, sent as Basic (RFC 7617).
public struct ProxyCredentials: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    /// The user's name; it holds no colon.
    public var user: String
    /// The password.
    public var password: String

    /// Credentials.
    public init(user: String, password: String) {
        self.user = user
        self.password = password
    }

    /// The user's name alone: a password never gets into a log.
    public var description: String { "\(user) with a password" }
    /// How it is written.
    public var debugDescription: String { description }
}

extension ProxyCredentials: CustomReflectable {
    /// Dumps show the user's name alone, too.
    public var customMirror: Mirror { Mirror(self, children: ["user": user]) }
}
