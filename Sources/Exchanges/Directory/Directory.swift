import DutyModel

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
    public var signature: SignatureBytes

    /// A directory and its signature.
    public init(
        version: UInt64, issuedAt: Timestamp, expiresAt: Timestamp, services: [ServiceLocation],
        signature: SignatureBytes = .unsigned
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
    public var signature: SignatureBytes

    /// A token and its signature.
    public init(
        machine: MachineSerial, psdKey: PSDKeyID, audience: ServiceName, issuedAt: Timestamp, expiresAt: Timestamp,
        certificateHash: ContentHash, signature: SignatureBytes = .unsigned
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

extension ServiceDirectory: SelfSigned {
    @usableFromInline package static let element: StaticString = "directory"
    @usableFromInline package static var meaning: String { "Where the services are." }
    @usableFromInline package static var signing: SigningRule { SigningRule(by: "the distributor", .directory) }

    @inlinable package static func visit<V: Visitor>(_ value: Self?, _ v: inout V) throws(V.Refusal) -> Self {
        ServiceDirectory(
            version: try v.field(
                "version", value?.version, 0...UInt64.max, "a machine never goes back to an older one"),
            issuedAt: try v.field("issuedAt", value?.issuedAt, "when it was signed"),
            expiresAt: try v.field("expiresAt", value?.expiresAt, "from when on it must not be used"),
            services: try v.list("services", value?.services, 0...servicesMaximum, ""),
            signature: try v.signature(value?.signature))
    }

    /// The most services of one directory.
    @usableFromInline package static let servicesMaximum = 64
}

extension ServiceLocation: Described {
    @usableFromInline package static let element: StaticString = "service"
    @usableFromInline package static var meaning: String { "Where one service is." }

    @inlinable package static func visit<V: Visitor>(_ value: Self?, _ v: inout V) throws(V.Refusal) -> Self {
        ServiceLocation(
            service: try v.field("name", value?.service),
            host: try v.field("host", value?.host, .host), port: try v.field("port", value?.port, 1...UInt16.max),
            path: try v.field("path", value?.path, .path))
    }
}

extension AccessToken: SelfSigned {
    @usableFromInline package static let element: StaticString = "token"
    @usableFromInline package static var meaning: String { "A right to speak to one service." }
    @usableFromInline package static var signing: SigningRule { SigningRule(by: "the distributor", .token) }

    @inlinable package static func visit<V: Visitor>(_ value: Self?, _ v: inout V) throws(V.Refusal) -> Self {
        AccessToken(
            machine: try v.field("machine", value?.machine, "the machine that it was given to"),
            psdKey: try v.field("psdKey", value?.psdKey, "the key that the machine may speak for"),
            audience: try v.field("audience", value?.audience, "the one service that it is good for"),
            issuedAt: try v.field("issuedAt", value?.issuedAt, "when it was signed"),
            expiresAt: try v.field("expiresAt", value?.expiresAt, "at most ten minutes later"),
            certificateHash: try v.field(
                "certificateHash", value?.certificateHash, "of the machine's certificate in DER"),
            signature: try v.signature(value?.signature))
    }
}
