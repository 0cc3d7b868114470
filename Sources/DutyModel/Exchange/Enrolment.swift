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

    /// The most characters of a stamp's prefix.
    public static let stampPrefixCharacters = 54

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
