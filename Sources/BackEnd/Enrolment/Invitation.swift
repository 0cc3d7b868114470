import DutyModel
import Exchanges
import Signing

/// What an operator invites a machine to.
public struct InvitationTerms: Hashable, Sendable, Codable {
    /// The number that the machine gets.
    public var machine: MachineSerial
    /// The account that pays for its refills.
    public var customer: CustomerAccount
    /// The licence under which its device franks.
    public var licence: LicenceNumber
    /// The state that gave the licence.
    public var state: StateCode
    /// The device's limits and timers.
    public var limits: FrankingLimits
    /// The serial that the device gets; drawn where nil.
    public var psdSerial: UInt32?
    /// What stands before the code of every stamp.
    public var stampPrefix: VerifyPrefix
    /// Whether money and licence are made up.
    public var isDemonstration: Bool

    /// Terms.
    public init(
        machine: MachineSerial, customer: CustomerAccount, licence: LicenceNumber, state: StateCode,
        limits: FrankingLimits = FrankingLimits(), psdSerial: UInt32? = nil, stampPrefix: VerifyPrefix,
        isDemonstration: Bool
    ) {
        self.machine = machine
        self.customer = customer
        self.licence = licence
        self.state = state
        self.limits = limits
        self.psdSerial = psdSerial
        self.stampPrefix = stampPrefix
        self.isDemonstration = isDemonstration
    }
}

/// How long an invitation is good, and for what.
public struct InvitationLimits: Hashable, Sendable {
    /// Seconds from the invitation to its end, by the back end's clock: long enough to read a code out and type it, short
    /// enough that a slip of paper found later opens nothing.
    public var lifetimeSeconds: Int64 = 3_600
    /// Wrong tries after which it is closed; each is one chance in 2¹²⁰.
    public var triesMaximum: Int64 = 5
    /// Seconds by which the back end's clock may step back without ending it.
    public var clockStepSeconds: Int64 = 300
    /// Seconds after its end for which it is remembered, so that who tries it hears why it fails.
    public var keptSeconds: Int64 = 86_400

    /// The defaults.
    public init() {}
}

/// One invitation as the books hold it. Nothing in it is secret but what was made of the code.
struct Invitation: Hashable, Sendable {
    /// Its number, which the code names.
    let number: UInt32
    let terms: InvitationTerms
    /// The device key that is permitted.
    let psdKey: PSDKeyID
    let secret: EnrolmentSecret
    let madeAt: Timestamp
    let expiresAt: Timestamp
    /// How many requests had a wrong MAC.
    var wrongTries: Int64
    /// Another one took its place, or the books were restored since.
    var isVoid: Bool
    /// What it was used for; nil before.
    var use: Use?

    /// Who used an invitation, and what that machine was told.
    struct Use: Hashable, Sendable {
        let keys: Keys
        let grant: EnrolmentGrant
    }

    /// The keys of a machine that enrols.
    struct Keys: Hashable, Sendable {
        let device: PublicKeyBytes
        /// A point of P-256 without compression.
        let machine: [UInt8]
    }

    /// What a request comes to.
    enum Verdict: Hashable, Sendable {
        /// The machine is enrolled.
        case enrol
        /// It was enrolled before with the same keys: it is told the same.
        case again(EnrolmentGrant)
        /// The MAC is wrong, which is counted; so many tries are left.
        case wrong(triesLeft: Int64)
        /// Nothing is done for anybody any more, or for other keys.
        case spent(Spending)
    }

    /// Why an invitation is good for nothing any more.
    enum Spending: String, Hashable, Sendable {
        case expired = "has expired"
        case tried = "was tried too often"
        case replaced = "was ended by a newer one, or by a restore of the back end"
        case used = "was used by another machine"
    }

    /// What a request with these keys comes to at this time of the back end; a pure rule.
    func verdict(macIsValid: Bool, keys: Keys, at now: Timestamp, limits: InvitationLimits) -> Verdict {
        guard wrongTries < limits.triesMaximum else { return .spent(.tried) }
        guard !isVoid else { return .spent(.replaced) }
        // A clock that was set far back would let the code live until then.
        guard madeAt <= now.advanced(bySeconds: limits.clockStepSeconds), now < expiresAt else {
            return .spent(.expired)
        }
        guard macIsValid else { return .wrong(triesLeft: limits.triesMaximum - wrongTries - 1) }
        guard let use else { return .enrol }
        return use.keys == keys ? .again(use.grant) : .spent(.used)
    }
}

extension InvitationTerms: Described {
    @usableFromInline package static let element: StaticString = "invitationTerms"

    @usableFromInline package static func visit<V: Visitor>(_ value: Self?, _ v: inout V) throws(V.Refusal) -> Self {
        InvitationTerms(
            machine: try v.field("machine", value?.machine), customer: try v.field("customer", value?.customer),
            licence: try v.field("licence", value?.licence), state: try v.field("state", value?.state),
            limits: try v.element(value?.limits),
            psdSerial: try v.optional("psdSerial", value?.psdSerial, 0...UInt32.max, .optional, ""),
            stampPrefix: try v.field("stampPrefix", value?.stampPrefix),
            isDemonstration: try v.field("isDemonstration", value?.isDemonstration))
    }
}
