/// How bytes cross the site.
public enum NetworkTransport: String, Hashable, Sendable, Codable {
    /// HTTP in the clear; nothing secret and nothing about funds.
    case plain
    /// HTTP inside TLS.
    case tls
}

/// One place that the machine may want to reach.
public struct SiteEndpoint: Hashable, Sendable, CustomStringConvertible {
    /// The host's name, or an address literal; compared without regard to case, a final dot left out.
    public let host: String
    /// The TCP port.
    public let port: UInt16
    /// In the clear or inside TLS.
    public let transport: NetworkTransport

    /// A place.
    public init(host: String, port: UInt16, transport: NetworkTransport) {
        let name = host.lowercased()
        self.host = name.count > 1 && name.hasSuffix(".") ? String(name.dropLast()) : name
        self.port = port
        self.transport = transport
    }

    /// How it is written.
    public var description: String { "\(host) port \(port) (\(transport == .tls ? "TLS" : "HTTP"))" }
}

/// Says which places the machine may reach; asked once, where sockets are opened.
public protocol AllowList: Sendable {
    /// Whether this host may be reached on this port in this way.
    func permits(host: String, port: UInt16, transport: NetworkTransport) -> Bool
}
