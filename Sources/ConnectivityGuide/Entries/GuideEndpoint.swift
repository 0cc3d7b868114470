/// The transport below the protocol.
public enum GuideTransport: String, Hashable, Sendable, Codable, CaseIterable {
    case tcp, udp
}

/// What is spoken on an endpoint.
public enum GuideProtocol: String, Hashable, Sendable, Codable, CaseIterable {
    case http, tls, dns, other
}

/// The port of an endpoint.
public enum GuidePort: Hashable, Sendable, Codable {
    /// This port, 1 to 65535.
    case number(UInt16)
    /// A free port, picked when the services start and filled in by `ConnectivityGuide.resolved(ports:)`.
    case picked
}

/// One place the machine may connect to: a host pattern, a port and a transport.
///
/// No two entries of a guide have the same three.
public struct GuideEndpoint: Hashable, Sendable, Codable {
    /// The host or hosts.
    public let host: HostPattern
    /// The port.
    public internal(set) var port: GuidePort
    /// TCP or UDP.
    public internal(set) var transport: GuideTransport
    /// What is spoken there.
    public internal(set) var speaks: GuideProtocol
    /// The name of its service in the guide.
    public let service: String
    /// What the service does for the machine.
    public let role: GuideRole
    /// Whether the machine can work without it.
    public let level: GuideLevel
    /// The path of the URL, where the guide names one; begins with a slash.
    public let path: String?
    /// What it is for, in one phrase.
    public let purpose: String
    /// The port on which the machine asks the same host over TLS as well, although the original lists the plain one
    /// only; the entry's note says why.
    public internal(set) var tlsPort: UInt16?
    /// The UDP port on which the host gives the time, although the original lists no such port: nothing of it is
    /// needed, and the doctor asks there.
    public internal(set) var timePort: UInt16?
    /// Something a reader should know that the original does not say.
    public let note: String?
    /// The words of the original guide this comes from; at least one in a guide that has an original.
    public let source: [String]

    /// The port's number, or nil while it is still to be picked.
    public var portNumber: UInt16? {
        guard case .number(let number) = port else { return nil }
        return number
    }

    /// The key under which a picked port is filled in: the role's name, with `_plain` where plain HTTP is spoken.
    public var portKey: String { speaks == .http ? role.rawValue + "_plain" : role.rawValue }

    /// The same host on its `tlsPort`, as an entry of its own; nil where it has none.
    public var sameOverTLS: GuideEndpoint? {
        guard let tlsPort else { return nil }
        var other = self
        (other.port, other.transport, other.speaks) = (.number(tlsPort), .tcp, .tls)
        (other.tlsPort, other.timePort) = (nil, nil)
        return other
    }

    /// The entry’s name in tables and refusals: host, port and transport, as in `HOST:443/tcp`.
    public var name: String { "\(host.text):\(portNumber.map(String.init) ?? "picked")/\(transport.rawValue)" }
}
