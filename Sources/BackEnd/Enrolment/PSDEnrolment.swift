import DutyModel
import Exchanges
import Signing

/// What is asked for when a device is enrolled.
public struct PSDEnrolment: Hashable, Sendable, Codable {
    /// The device key.
    public var psdKey: PSDKeyID
    /// The key's public half, as the device made it.
    public var publicKey: PublicKeyBytes
    /// The machine that holds the device.
    public var machine: MachineSerial
    /// The licence under which it franks.
    public var licence: LicenceNumber
    /// The state that gave the licence.
    public var state: StateCode
    /// Limits and timers.
    public var limits: FrankingLimits

    /// A device to enrol.
    public init(
        psdKey: PSDKeyID, publicKey: PublicKeyBytes, machine: MachineSerial, licence: LicenceNumber,
        state: StateCode, limits: FrankingLimits = FrankingLimits()
    ) {
        self.psdKey = psdKey
        self.publicKey = publicKey
        self.machine = machine
        self.licence = licence
        self.state = state
        self.limits = limits
    }

    /// What a device was authorised for, as it was asked for.
    init(_ terms: Authorisation) {
        self.init(
            psdKey: terms.psdKey, publicKey: terms.psdPublicKey, machine: terms.machine, licence: terms.licence,
            state: terms.state, limits: terms.limits)
    }

    /// What the funds service signs where an operator permits this device for a customer's machine.
    func permitForm(_ customer: CustomerAccount) -> CanonicalForm {
        DevicePermit(
            psdKey: psdKey, publicKey: publicKey, machine: machine, licence: licence, state: state, customer: customer,
            limits: limits
        ).signedForm
    }
}

/// An authorisation with the funds service's signature over it (`dutymark.authorisation.v1` or `.v2`).
public struct IssuedAuthorisation: Hashable, Sendable, Codable {
    /// What the device may do.
    public let authorisation: Authorisation
    /// The funds service's signature.
    public let signature: SignatureBytes
}

extension IssuedAuthorisation: Described {
    @usableFromInline package static let element: StaticString = "issuedAuthorisation"

    @usableFromInline package static func visit<V: Visitor>(_ value: Self?, _ v: inout V) throws(V.Refusal) -> Self {
        IssuedAuthorisation(
            authorisation: try v.element(value?.authorisation), signature: try v.field("signature", value?.signature))
    }
}
