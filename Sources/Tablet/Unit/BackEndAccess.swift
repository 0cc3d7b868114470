import DutyModel
import Exchanges

/// What the tablet knows of the back end since enrolment.
public struct BackEndAccess: Sendable {
    /// Where the distributor is.
    public let distributor: ServiceLocation
    /// The distributor's key.
    public let distributorKey: PublicKeyBytes
    /// The certificate of that key; nil until one was taken.
    public let distributorCertificate: ServiceKeyCertificate?
    /// This machine.
    public let machine: MachineSerial
    /// The device key it speaks for when it starts.
    public let psdKey: PSDKeyID
    /// Whether the guide names this host and port.
    public let guidePermits: @Sendable (_ host: String, _ port: UInt16) -> Bool
    /// What it writes down of the back end, and its certificate.
    public let keeper: EnrolmentKeeper

    /// Access with these facts.
    public init(
        distributor: ServiceLocation, distributorKey: PublicKeyBytes,
        distributorCertificate: ServiceKeyCertificate? = nil, machine: MachineSerial, psdKey: PSDKeyID,
        guidePermits: @escaping @Sendable (_ host: String, _ port: UInt16) -> Bool, keeper: EnrolmentKeeper
    ) {
        self.distributor = distributor
        self.distributorKey = distributorKey
        self.distributorCertificate = distributorCertificate
        self.machine = machine
        self.psdKey = psdKey
        self.guidePermits = guidePermits
        self.keeper = keeper
    }
}

/// Keeps what the tablet is told of its enrolment while it runs.
public struct EnrolmentKeeper: Sendable {
    /// The machine's certificate; nil where it is not renewed.
    let credential: (any MachineCredential)?
    /// Writes down durably that the distributor signs with the key of this certificate from now on.
    let believe: @Sendable (ServiceKeyCertificate) throws(DutyFailure) -> Void
    /// Writes down durably that the tablet speaks for this device key from now on.
    let adopt: @Sendable (PSDKeyID) throws(DutyFailure) -> Void

    /// A keeper that does this; each call is durable when it returns.
    public init(
        credential: (any MachineCredential)? = nil,
        believe: @escaping @Sendable (ServiceKeyCertificate) throws(DutyFailure) -> Void = { _ in },
        adopt: @escaping @Sendable (PSDKeyID) throws(DutyFailure) -> Void
    ) {
        (self.credential, self.believe, self.adopt) = (credential, believe, adopt)
    }
}
