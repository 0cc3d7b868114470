import DutyModel

/// Where a machine enrols on site: the names that both ends know.
public enum EnrolmentPlace {
    /// Where the distributor's listener takes the messages; the only ones for which it asks for no certificate.
    public static let path = "/enrolment"
    /// The most bytes of such a message. The longest holds two certificates in hexadecimal.
    public static let mostBytes = 32 << 10
    /// What stands in a message for the machine's number, which a machine learns by enrolling.
    public static let unknownMachine = MachineSerial(unchecked: "UNKNOWN")
}

/// Begins an enrolment on site; it holds nothing of the code but the invitation's number.
public struct EnrolmentOpening: Hashable, Sendable, Codable {
    /// The number of the invitation, which the code names.
    public let invitation: UInt32
    /// The machine's nonce.
    public let machineNonce: Nonce

    /// An opening.
    public init(invitation: UInt32, machineNonce: Nonce) {
        self.invitation = invitation
        self.machineNonce = machineNonce
    }
}

/// What a back end says of itself to a machine that enrols. Nothing proves it before the code does.
public struct EnrolmentOffer: Hashable, Sendable, Codable {
    /// The back end's nonce.
    public let serviceNonce: Nonce
    /// The certificate of the authority, in DER.
    public let authority: [UInt8]
    /// The generation of the service root.
    public let rootGeneration: UInt64
    /// The root's three keys, in ascending order.
    public let rootKeys: [PublicKeyBytes]

    /// An offer.
    public init(serviceNonce: Nonce, authority: [UInt8], rootGeneration: UInt64, rootKeys: [PublicKeyBytes]) {
        self.serviceNonce = serviceNonce
        self.authority = authority
        self.rootGeneration = rootGeneration
        self.rootKeys = rootKeys
    }
}

/// A machine's request for its enrolment, authenticated by the code (`dutymark.enrolment-request.v1`).
///
/// The code itself never leaves the base: the MAC is made there.
public struct EnrolmentRequest: Hashable, Sendable, Codable {
    /// The number of the invitation.
    public let invitation: UInt32
    /// The machine's nonce.
    public let machineNonce: Nonce
    /// The back end's nonce, from its offer.
    public let serviceNonce: Nonce
    /// The public key of the device in the base.
    public let devicePublicKey: PublicKeyBytes
    /// The machine's TLS public key to be certified, a point of P-256 without compression.
    public let machinePublicKey: [UInt8]
    /// HMAC-SHA256 under the machine's key of the code; it covers the back end's offer as the machine got it.
    public let mac: ContentHash

    /// A request and its MAC.
    public init(
        invitation: UInt32, machineNonce: Nonce, serviceNonce: Nonce, devicePublicKey: PublicKeyBytes,
        machinePublicKey: [UInt8], mac: ContentHash
    ) {
        self.invitation = invitation
        self.machineNonce = machineNonce
        self.serviceNonce = serviceNonce
        self.devicePublicKey = devicePublicKey
        self.machinePublicKey = machinePublicKey
        self.mac = mac
    }
}

/// What a machine is told at its enrolment; the same for each request with the same keys.
public struct EnrolmentGrant: Hashable, Sendable, Codable {
    /// The machine's number.
    public let machine: MachineSerial
    /// The name of the device key.
    public let psdKey: PSDKeyID
    /// The machine's certificate.
    public let certificate: MachineCertificate
    /// The key with which the distributor signs.
    public let distributorKey: PublicKeyBytes
    /// The key with which the key list is signed.
    public let publisherKey: PublicKeyBytes
    /// What stands before the code of every stamp.
    public let stampPrefix: String
    /// Whether money and licence are made up.
    public let isDemonstration: Bool

    /// A grant with these facts.
    public init(
        machine: MachineSerial, psdKey: PSDKeyID, certificate: MachineCertificate, distributorKey: PublicKeyBytes,
        publisherKey: PublicKeyBytes, stampPrefix: String, isDemonstration: Bool
    ) {
        self.machine = machine
        self.psdKey = psdKey
        self.certificate = certificate
        self.distributorKey = distributorKey
        self.publisherKey = publisherKey
        self.stampPrefix = stampPrefix
        self.isDemonstration = isDemonstration
    }
}

/// The back end's answer to an enrolment, authenticated by the code (`dutymark.enrolment-answer.v1`).
public struct EnrolmentAnswer: Hashable, Sendable, Codable {
    /// What the machine is told.
    public let grant: EnrolmentGrant
    /// HMAC-SHA256 under the back end's key of the code; it covers request, offer and grant.
    public let mac: ContentHash

    /// An answer and its MAC.
    public init(grant: EnrolmentGrant, mac: ContentHash) {
        self.grant = grant
        self.mac = mac
    }
}

extension EnrolmentOpening: Described {
    @usableFromInline package static let element: StaticString = "enrolmentOpening"
    @usableFromInline package static var meaning: String { "Begins the enrolment of a machine on site." }

    @inlinable package static func visit<V: Visitor>(_ value: Self?, _ v: inout V) throws(V.Refusal) -> Self {
        EnrolmentOpening(
            invitation: try v.field("invitation", value?.invitation, 0...UInt32.max, "the invitation's number"),
            machineNonce: try v.field("machineNonce", value?.machineNonce, "the machine's, fresh in every try"))
    }
}

extension EnrolmentOffer: Described {
    @usableFromInline package static let element: StaticString = "enrolmentOffer"
    @usableFromInline package static var meaning: String {
        "What the back end says of itself to a machine that enrols; nothing proves it yet."
    }

    @inlinable package static func visit<V: Visitor>(_ value: Self?, _ v: inout V) throws(V.Refusal) -> Self {
        EnrolmentOffer(
            serviceNonce: try v.field("serviceNonce", value?.serviceNonce, "the back end's"),
            authority: try v.field("authority", value?.authority, .certificate, "of the back end's authority"),
            rootGeneration: try v.field("rootGeneration", value?.rootGeneration, 1...UInt64.max, "of the service root"),
            rootKeys: [
                try v.field("firstRootKey", value?.rootKeys[0], "of the service root"),
                try v.field("secondRootKey", value?.rootKeys[1], "of the service root"),
                try v.field("thirdRootKey", value?.rootKeys[2], "of the service root"),
            ])
    }
}

extension EnrolmentRequest: Described {
    @usableFromInline package static let element: StaticString = "enrolmentRequest"
    @usableFromInline package static var meaning: String { "Asks for the enrolment." }

    @inlinable package static func visit<V: Visitor>(_ value: Self?, _ v: inout V) throws(V.Refusal) -> Self {
        EnrolmentRequest(
            invitation: try v.field("invitation", value?.invitation, 0...UInt32.max, "the invitation's number"),
            machineNonce: try v.field("machineNonce", value?.machineNonce, "the machine's"),
            serviceNonce: try v.field("serviceNonce", value?.serviceNonce, "the back end's"),
            devicePublicKey: try v.field("psdPublicKey", value?.devicePublicKey, "the device's"),
            machinePublicKey: try v.field("publicKey", value?.machinePublicKey, .machineKey, "the machine's"),
            mac: try v.field("mac", value?.mac, "HMAC-SHA-256 under the code (`dutymark.enrolment-request.v1`)"))
    }
}

extension EnrolmentGrant: Described {
    @usableFromInline package static let element: StaticString = "enrolmentGrant"
    @usableFromInline package static var meaning: String { "What a machine is told at its enrolment." }

    @inlinable package static func visit<V: Visitor>(_ value: Self?, _ v: inout V) throws(V.Refusal) -> Self {
        EnrolmentGrant(
            machine: try v.field("machine", value?.machine), psdKey: try v.field("psdKey", value?.psdKey),
            certificate: MachineCertificate(
                certificate: try v.field(
                    "certificate", value?.certificate.certificate, .certificate, "of the machine's key"),
                expiresAt: try v.field("expiresAt", value?.certificate.expiresAt, "when it ends")),
            distributorKey: try v.field("distributorKey", value?.distributorKey, "of the distributor"),
            publisherKey: try v.field("publisherKey", value?.publisherKey, "of the key list's publisher"),
            stampPrefix: try v.field("stampPrefix", value?.stampPrefix, .stampPrefix, "before the code of every stamp"),
            isDemonstration: try v.field(
                "demonstration", value?.isDemonstration, "whether money and licence are made up"))
    }
}

extension EnrolmentAnswer: Described {
    @usableFromInline package static let element: StaticString = "enrolmentAnswer"
    @usableFromInline package static var meaning: String { "What the machine is told at its enrolment." }

    @inlinable package static func visit<V: Visitor>(_ value: Self?, _ v: inout V) throws(V.Refusal) -> Self {
        EnrolmentAnswer(
            grant: try v.group(value?.grant),
            mac: try v.field("mac", value?.mac, "HMAC-SHA-256 under the code (`dutymark.enrolment-answer.v1`)"))
    }
}
