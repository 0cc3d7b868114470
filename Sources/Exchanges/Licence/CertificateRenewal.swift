import DutyModel

/// A machine's request for a new TLS certificate, signed by the security device in its base
/// (`dutymark.certificate-renewal.v1`).
///
/// It goes over the connection of the certificate that it is to follow, so the back end hears from whoever has the
/// machine's present key and its device as well.
public struct CertificateRenewal: Hashable, Sendable, Codable {
    /// How many bytes a P-256 public key has as a point without compression (SEC 1, section 2.3.3).
    public static let publicKeyBytes = ByteKind.machineKey.lengths.upperBound

    /// The device key that signs.
    public package(set) var psdKey: PSDKeyID
    /// SHA-256 of the present certificate in DER.
    public let certificate: ContentHash
    /// The machine's new public key, a point of P-256 without compression.
    public let publicKey: [UInt8]
    /// The device's time.
    public package(set) var time: Timestamp
    /// The device's signature.
    public var signature: SignatureBytes

    /// A request and its signature.
    public init(
        psdKey: PSDKeyID, certificate: ContentHash, publicKey: [UInt8], time: Timestamp,
        signature: SignatureBytes = .unsigned
    ) {
        self.psdKey = psdKey
        self.certificate = certificate
        self.publicKey = publicKey
        self.time = time
        self.signature = signature
    }

    /// What a machine has its device attest: that it wants a certificate for this key, to follow the one of this hash.
    public init(certificate: ContentHash, publicKey: [UInt8]) {
        self.init(psdKey: .unattested, certificate: certificate, publicKey: publicKey, time: Timestamp(0))
    }
}

/// A machine's new certificate. The one before is good until the distributor is asked under this one.
public struct MachineCertificate: Hashable, Sendable, Codable {
    /// The certificate, in DER.
    public let certificate: [UInt8]
    /// When it ends.
    public let expiresAt: Timestamp
    /// The certificate of the device's own key, in DER, which outlives this one; nil for a base that doesn't read it.
    public var deviceCertificate: [UInt8]?

    /// A certificate and its end.
    public init(certificate: [UInt8], expiresAt: Timestamp, deviceCertificate: [UInt8]? = nil) {
        self.certificate = certificate
        self.expiresAt = expiresAt
        self.deviceCertificate = deviceCertificate
    }
}

extension CertificateRenewal: Attested {
    package var words: String { "asked for a certificate" }
    package var facts: [String: String] { ["certificate": certificate.hex] }
    package func complete() throws(DutyFailure) {
        guard publicKey.count == Self.publicKeyBytes else {
            throw DutyFailure(.valueMalformed, "The machine's new key has \(publicKey.count) bytes.")
        }
    }

    @usableFromInline package static let element: StaticString = "certificateRenewal"
    @usableFromInline package static var meaning: String { "Asks for a new certificate of the machine." }
    @usableFromInline package static var signing: SigningRule { SigningRule(by: "the device", .certificateRenewal) }

    @inlinable package static func visit<V: Visitor>(_ value: Self?, _ v: inout V) throws(V.Refusal) -> Self {
        CertificateRenewal(
            psdKey: try v.field("psdKey", value?.psdKey),
            certificate: try v.field("certificateHash", value?.certificate, "of the present certificate in DER"),
            publicKey: try v.field("publicKey", value?.publicKey, .machineKey, "the machine's new one"),
            time: try v.field("time", value?.time, "the device's"), signature: try v.signature(value?.signature))
    }
}

extension MachineCertificate: Described {
    @usableFromInline package static let element: StaticString = "machineCertificate"
    @usableFromInline package static var meaning: String { "The machine's new certificate." }

    @inlinable package static func visit<V: Visitor>(_ value: Self?, _ v: inout V) throws(V.Refusal) -> Self {
        MachineCertificate(
            certificate: try v.field("certificate", value?.certificate, .certificate, "of the machine's new key"),
            expiresAt: try v.field("expiresAt", value?.expiresAt, "when it ends"),
            deviceCertificate: try v.optional(
                "deviceCertificate", value?.deviceCertificate, .certificate, .addition,
                "of the device's own key; left out for a machine that doesn't read it"))
    }
}
