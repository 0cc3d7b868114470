import DutyModel

/// What the tablet knows of the back end since enrolment.
public struct BackEndAccess: Sendable {
    /// Where the distributor is.
    public let distributor: ServiceLocation
    /// The distributor's key.
    public let distributorKey: PublicKeyBytes
    /// This machine.
    public let machine: MachineSerial
    /// The device key it speaks for.
    public let psdKey: PSDKeyID
    /// Whether the guide names this host and port.
    public let guidePermits: @Sendable (_ host: String, _ port: UInt16) -> Bool

    /// Access with these facts.
    public init(
        distributor: ServiceLocation, distributorKey: PublicKeyBytes, machine: MachineSerial, psdKey: PSDKeyID,
        guidePermits: @escaping @Sendable (_ host: String, _ port: UInt16) -> Bool
    ) {
        self.distributor = distributor
        self.distributorKey = distributorKey
        self.machine = machine
        self.psdKey = psdKey
        self.guidePermits = guidePermits
    }
}
