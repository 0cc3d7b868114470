import DutyModel

/// One attempt to reach a place, as far as it came.
public struct ConnectionObservation: Hashable, Sendable, Codable {
    /// Why it was made.
    public enum Purpose: String, Hashable, Sendable, Codable {
        /// The guide names the place.
        case endpoint
        /// The same host at another port, to see whether it lives.
        case otherPort = "other_port"
        /// The same address under another host's name, or without one, to see whether the name matters.
        case otherName = "other_name"
        /// The same name at the address that the public name server gives.
        case otherAddress = "other_address"
        /// The same place, asked to send in small segments.
        case smallSegments = "small_segments"
        /// The connectivity check over TLS.
        case check
        /// An address at which nobody lives.
        case nowhere
    }

    /// What came of opening the connection.
    public typealias Opening = ConnectionOpening

    /// Why it was made.
    public var purpose: Purpose
    /// The host.
    public var host: String
    /// The port.
    public var port: UInt16
    /// The name shown in TLS, where it is another; empty where none was shown.
    public var shownName: String?
    /// The address; nil through a proxy, and where there was none.
    public var address: String?
    /// The first try or the second; the third is made later, with few beside it, and the fourth with none.
    public var attempt: Int
    /// What came of opening the connection, to the proxy where there is one.
    public var opening: Opening
    /// How long that took.
    public var milliseconds: Int64
    /// What the proxy said.
    public var tunnel: TunnelObservation?
    /// What came of TLS, where it is spoken.
    public var tls: TLSObservation?
    /// What came of the request, where one was made.
    public var http: HTTPObservation?

    /// An attempt.
    public init(
        _ purpose: Purpose = .endpoint, host: String, port: UInt16, shownName: String? = nil, address: String? = nil,
        attempt: Int = 1, opening: Opening, milliseconds: Int64 = 0, tunnel: TunnelObservation? = nil,
        tls: TLSObservation? = nil, http: HTTPObservation? = nil
    ) {
        self.purpose = purpose
        self.host = host
        self.port = port
        self.shownName = shownName
        self.address = address
        self.attempt = attempt
        self.opening = opening
        self.milliseconds = milliseconds
        (self.tunnel, self.tls, self.http) = (tunnel, tls, http)
    }

    /// Whether the address is one of IPv6.
    public var isIPv6: Bool { address?.contains(":") ?? false }
}

/// What a proxy said to `CONNECT`.
public struct TunnelObservation: Hashable, Sendable, Codable {
    /// What came of it.
    public enum Result: String, Hashable, Sendable, Codable {
        /// The tunnel is open.
        case open
        /// It wants user name and password (407).
        case authentication
        /// It does not allow this place.
        case denied
        /// It could not reach the place.
        case upstream
        /// Nothing came back.
        case timeout
        /// It is no HTTP proxy.
        case malformed
        /// It speaks SOCKS.
        case socks
    }

    /// What came of it.
    public var result: Result
    /// The status, where there was one.
    public var status: Int?
    /// The ways to authenticate that it offers, in lower case.
    public var schemes: [String]
    /// How long it took.
    public var milliseconds: Int64 = 0

    /// An answer of a proxy.
    public init(_ result: Result, status: Int? = nil, schemes: [String] = []) {
        self.result = result
        self.status = status
        self.schemes = schemes
    }
}

/// What came of TLS. The chain was kept without trusting it.
public struct TLSObservation: Hashable, Sendable, Codable {
    /// How the handshake ended.
    public typealias Result = HandshakeEnding

    /// What the certificate is worth, by the authorities of the run.
    public typealias Validity = CertificateValidity

    /// How the handshake ended.
    public var result: Result
    /// What the certificate is worth; nil where none was shown.
    public var validity: Validity?
    /// Who issued the last certificate of the chain, as text.
    public var authority: String?
    /// Who the server's certificate is for, as text.
    public var subject: String?
    /// SHA-256 of the server's public key, in hexadecimal.
    public var keyHash: String?
    /// How many signed timestamps of public logs the certificate holds.
    public var logTimestamps: Int?
    /// How long it took.
    public var milliseconds: Int64 = 0

    /// The end of a handshake, without a certificate.
    public init(_ result: Result) { self.result = result }

    /// Whether the host was proved.
    public var isTrusted: Bool { result == .completed && validity == .trusted }
}

/// What came of a request.
public struct HTTPObservation: Hashable, Sendable, Codable {
    /// How it ended.
    public enum Result: String, Hashable, Sendable, Codable {
        /// An answer came.
        case answered
        /// The connection was reset.
        case reset
        /// The connection was closed without an answer.
        case closed
        /// Nothing came back.
        case timeout
        /// What came back is not HTTP.
        case malformed
        /// The answer has more bytes than are read.
        case tooLarge = "too_large"
    }

    /// How it ended.
    public var result: Result
    /// The status.
    public var status: Int?
    /// Where it redirects to.
    public var location: String?
    /// What the proxies on the way call themselves (`Via`).
    public var via: String?
    /// The title of its page.
    public var title: String?
    /// Bytes of the body, as far as they were read.
    public var bodyBytes = 0
    /// SHA-256 of these bytes in hexadecimal.
    public var bodyHash: String?
    /// The server's clock, less the answer's age in a cache.
    public var serverTime: Timestamp?
    /// This computer's clock at that moment.
    public var localTime: Timestamp?
    /// How long it took.
    public var milliseconds: Int64 = 0

    /// The end of a request, without an answer.
    public init(_ result: Result) { self.result = result }
}
