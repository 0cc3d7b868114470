/// The services a machine talks to; each may live on a host of its own.
public enum ServiceName: String, Hashable, Sendable, Codable, CaseIterable {
    /// Authenticates the machine and names the other services.
    case distributor
    /// Refills and audits.
    case funds
    /// Takes usage records.
    case transactions
}

/// Where a service is.
public struct ServiceLocation: Hashable, Sendable, Codable {
    /// The service.
    public let service: ServiceName
    /// Its host; one that the guide names.
    public let host: String
    /// Its TLS port.
    public let port: UInt16
    /// The path its messages are posted to.
    public let path: String

    /// A service at this place.
    public init(service: ServiceName, host: String, port: UInt16, path: String) {
        self.service = service
        self.host = host
        self.port = port
        self.path = path
    }
}

/// The distributor's list of services, signed (`dutymark.directory.v1`); it never names a host that the
/// guide does not.
public struct ServiceDirectory: Hashable, Sendable, Codable {
    /// Grows with every change; a machine never goes back to an older one.
    public let version: UInt64
    /// When it was signed.
    public let issuedAt: Timestamp
    /// From when on it must not be used.
    public let expiresAt: Timestamp
    /// The services.
    public let services: [ServiceLocation]
    /// The distributor's signature.
    public let signature: SignatureBytes

    /// A directory and its signature.
    public init(
        version: UInt64, issuedAt: Timestamp, expiresAt: Timestamp, services: [ServiceLocation],
        signature: SignatureBytes
    ) {
        self.version = version
        self.issuedAt = issuedAt
        self.expiresAt = expiresAt
        self.services = services
        self.signature = signature
    }
}

/// A right to speak to one service, signed by the distributor (`dutymark.token.v1`) and bound to the
/// machine's certificate as in RFC 8705.
public struct AccessToken: Hashable, Sendable, Codable {
    /// The machine it was given to.
    public let machine: MachineSerial
    /// The device key the machine may speak for.
    public let psdKey: PSDKeyID
    /// The one service it is good for.
    public let audience: ServiceName
    /// When it was given.
    public let issuedAt: Timestamp
    /// From when on it is worth nothing; at most ten minutes later.
    public let expiresAt: Timestamp
    /// SHA-256 of the machine's certificate in DER.
    public let certificateHash: ContentHash
    /// The distributor's signature.
    public let signature: SignatureBytes

    /// A token and its signature.
    public init(
        machine: MachineSerial, psdKey: PSDKeyID, audience: ServiceName, issuedAt: Timestamp, expiresAt: Timestamp,
        certificateHash: ContentHash, signature: SignatureBytes
    ) {
        self.machine = machine
        self.psdKey = psdKey
        self.audience = audience
        self.issuedAt = issuedAt
        self.expiresAt = expiresAt
        self.certificateHash = certificateHash
        self.signature = signature
    }
}
