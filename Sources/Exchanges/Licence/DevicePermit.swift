import DutyModel

/// An operator's permit, signed by the funds service (`dutymark.permit.v1`): this key, in this machine, gets a licence with
/// these terms when it asks for it. Writing to the database permits nothing by itself.
public struct DevicePermit: Hashable, Sendable {
    /// The device key.
    public let psdKey: PSDKeyID
    /// The key's public half.
    public let publicKey: PublicKeyBytes
    /// The machine that holds the device.
    public let machine: MachineSerial
    /// The licence under which it will frank.
    public let licence: LicenceNumber
    /// The state that gave the licence.
    public let state: StateCode
    /// The account that pays.
    public let customer: CustomerAccount
    /// Limits and timers.
    public let limits: FrankingLimits

    /// A permit with these terms.
    public init(
        psdKey: PSDKeyID, publicKey: PublicKeyBytes, machine: MachineSerial, licence: LicenceNumber, state: StateCode,
        customer: CustomerAccount, limits: FrankingLimits
    ) {
        self.psdKey = psdKey
        self.publicKey = publicKey
        self.machine = machine
        self.licence = licence
        self.state = state
        self.customer = customer
        self.limits = limits
    }
}

extension DevicePermit: Signed {
    @usableFromInline package static let element: StaticString = "permit"
    @usableFromInline package static var meaning: String { "What an operator permitted of a device key." }
    @usableFromInline package static var signing: SigningRule { SigningRule(by: "the funds service", .permit) }

    @inlinable package static func visit<V: Visitor>(_ value: Self?, _ v: inout V) throws(V.Refusal) -> Self {
        DevicePermit(
            psdKey: try v.field("psdKey", value?.psdKey), publicKey: try v.field("publicKey", value?.publicKey),
            machine: try v.field("machine", value?.machine), licence: try v.field("licence", value?.licence),
            state: try v.field("state", value?.state), customer: try v.field("customer", value?.customer),
            limits: try v.element(value?.limits))
    }
}
