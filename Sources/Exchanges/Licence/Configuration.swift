import DutyModel

/// A new device's (or a new life's) request for its licence, signed by its own key
/// (`dutymark.configuration-request.v1`).
///
/// The machine that holds it sends it by itself when it finds the device in its base. An operator has permitted the
/// key before, by the public half that the machine shows.
public struct ConfigurationRequest: Hashable, Sendable, Codable {
    /// The device key's public half.
    public let publicKey: PublicKeyBytes
    /// Fresh in every try.
    public let nonce: Nonce
    /// How the device stands: a life that is not the first goes on from the registers and counters of the one before.
    public let statement: RegisterStatement
    /// The device's signature.
    public var signature: SignatureBytes

    /// A request and its signature.
    public init(
        publicKey: PublicKeyBytes, nonce: Nonce, statement: RegisterStatement, signature: SignatureBytes = .unsigned
    ) {
        self.publicKey = publicKey
        self.nonce = nonce
        self.statement = statement
        self.signature = signature
    }

    /// The device key.
    public var psdKey: PSDKeyID { statement.psdKey }
}

/// What a new device is given: its licence with limits, timers and the keys it may believe, and its certificate.
public struct DeviceConfiguration: Hashable, Sendable, Codable {
    /// The licence.
    public let authorisation: Authorisation
    /// The funds service's signature over it (`dutymark.authorisation.v1` or `.v2`).
    public var signature: SignatureBytes
    /// The certificate of the device's own key, in DER.
    public let certificate: [UInt8]
    /// The device whose place this one takes in the machine; nil where it is the machine's first or the same device.
    public let replaces: PSDKeyID?

    /// A configuration.
    public init(authorisation: Authorisation, signature: SignatureBytes, certificate: [UInt8], replaces: PSDKeyID?) {
        self.authorisation = authorisation
        self.signature = signature
        self.certificate = certificate
        self.replaces = replaces
    }
}

extension ConfigurationRequest: SelfSigned {
    @usableFromInline package static let element: StaticString = "configurationRequest"
    @usableFromInline package static var meaning: String { "Asks for the licence of a device that has none." }
    @usableFromInline package static var signing: SigningRule { SigningRule(by: "the device", .configurationRequest) }

    @inlinable package static func visit<V: Visitor>(_ value: Self?, _ v: inout V) throws(V.Refusal) -> Self {
        ConfigurationRequest(
            publicKey: try v.field("publicKey", value?.publicKey, "the device's"),
            nonce: try v.field("nonce", value?.nonce, "fresh in every try"),
            statement: try v.element(value?.statement), signature: try v.signature(value?.signature))
    }
}

extension DeviceConfiguration: Described {
    @usableFromInline package static let element: StaticString = "deviceConfiguration"
    @usableFromInline package static var meaning: String { "Licence and certificate of a new device." }

    @inlinable package static func visit<V: Visitor>(_ value: Self?, _ v: inout V) throws(V.Refusal) -> Self {
        DeviceConfiguration(
            authorisation: try v.element(value?.authorisation),
            signature: try v.field("signature", value?.signature, Authorisation.signatureSays),
            certificate: try v.field("certificate", value?.certificate, .certificate, "of the device's key"),
            replaces: try v.optional("replaces", value?.replaces, .optional, "the key whose place this one takes"))
    }
}
