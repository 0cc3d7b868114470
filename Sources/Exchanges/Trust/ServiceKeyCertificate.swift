import DutyModel

/// For what a service key may sign.
public enum ServiceKeyPurpose: String, Hashable, Sendable, Codable, CaseIterable {
    /// Directories and tokens.
    case distributor
    /// Licences, grants, verdicts, withdrawal orders and standings.
    case funds
    /// Receipts for usage records.
    case transactions
    /// The published key list.
    case publisher
}

extension ServiceKeyPurpose: Word {
    @usableFromInline package static var schemaType: (name: String, meaning: String) {
        ("keyPurpose", "For what a key may sign.")
    }
}

/// A service key that the service root vouches for (`dutymark.service-key.v1`).
public struct ServiceKeyCertificate: Hashable, Sendable, Codable {
    /// For what the key may sign.
    public let purpose: ServiceKeyPurpose
    /// The service's public key.
    public let key: PublicKeyBytes
    /// Its place among the certificates of its purpose, from 1. A device that took one never takes a lower one.
    public let number: UInt64
    /// From when on the key may sign.
    public let validFrom: Timestamp
    /// Until when it may sign, judged by the time in what it signed, never by the clock of a machine.
    public let validUntil: Timestamp
    /// The generation of the root that signs.
    public let rootGeneration: UInt64
    /// Signatures by keys of that root.
    public let signatures: [RootSignature]

    /// A certificate with these signatures.
    public init(
        purpose: ServiceKeyPurpose, key: PublicKeyBytes, number: UInt64, validFrom: Timestamp, validUntil: Timestamp,
        rootGeneration: UInt64, signatures: [RootSignature]
    ) {
        self.purpose = purpose
        self.key = key
        self.number = number
        self.validFrom = validFrom
        self.validUntil = validUntil
        self.rootGeneration = rootGeneration
        self.signatures = signatures
    }

    /// The same certificate with other signatures.
    public func signed(_ signatures: [RootSignature]) -> ServiceKeyCertificate {
        ServiceKeyCertificate(
            purpose: purpose, key: key, number: number, validFrom: validFrom, validUntil: validUntil,
            rootGeneration: rootGeneration, signatures: signatures)
    }
}

/// What a back end shows of its service keys: its root, how that root came to be, and the newest certificate of each
/// key.
///
/// All of it is public, and none of it has to be believed: a device takes what its own root vouches for.
public struct CertifiedServiceKeys: Hashable, Sendable, Codable {
    /// The most successions of the root that may stand here; a root is changed once in years.
    public static let successionsMaximum = 64

    /// The root of today.
    public let root: ServiceRoot
    /// The successions that led to it from the first root on, oldest first.
    public let successions: [RootSuccession]
    /// The newest certificate of each purpose.
    public let certificates: [ServiceKeyCertificate]

    /// Service keys under this root.
    public init(root: ServiceRoot, successions: [RootSuccession] = [], certificates: [ServiceKeyCertificate]) {
        self.root = root
        self.successions = successions
        self.certificates = certificates
    }

    /// The newest certificate of a purpose; nil where there is none.
    public func certificate(for purpose: ServiceKeyPurpose) -> ServiceKeyCertificate? {
        certificates.filter { $0.purpose == purpose }.max { $0.number < $1.number }
    }
}

extension ServiceKeyCertificate: Described {
    @usableFromInline package static let element: StaticString = "serviceKey"
    @usableFromInline package static var meaning: String { "A service key that the service root vouches for." }

    @inlinable package static func visit<V: Visitor>(_ value: Self?, _ v: inout V) throws(V.Refusal) -> Self {
        ServiceKeyCertificate(
            purpose: try v.field("purpose", value?.purpose), key: try v.field("key", value?.key),
            number: try v.field("number", value?.number, 1...UInt64.max),
            validFrom: try v.field("validFrom", value?.validFrom),
            validUntil: try v.field("validUntil", value?.validUntil),
            rootGeneration: try v.field("rootGeneration", value?.rootGeneration, 1...UInt64.max),
            signatures: try v.list("signatures", value?.signatures, 0...ServiceRoot.keyCount, ""))
    }
}
