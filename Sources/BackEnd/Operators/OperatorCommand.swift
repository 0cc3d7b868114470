import DutyModel
import FundsLedger

/// What an operator asks of a back end, through a socket that only its owner can open, or on a stopped one.
public enum OperatorCommand: Sendable, Codable {
    /// Open a customer's account.
    case openAccount(CustomerAccount, name: String)
    /// Pay money in under a challan number, which is used once.
    case deposit(CustomerAccount, Paise, challan: String)
    /// Take a deposit that was booked by mistake out again; the reason is kept.
    case reverseDeposit(challan: String, reason: String)
    /// What was paid in to a customer's account, or to all, newest first.
    case deposits(CustomerAccount?)
    /// The customers and what their accounts hold.
    case accounts
    /// The devices of a customer, or of all.
    case devices(CustomerAccount?)
    /// The grants that no device has said it holds.
    case transit
    /// The alarms that are not settled.
    case alarms
    /// Take note that people have dealt with the alarms of a device and code.
    case settleAlarms(PSDKeyID, FailureCode)
    /// Take note that people have dealt with the alarms of a customer that are about no one device.
    case settleCustomerAlarms(CustomerAccount, FailureCode)
    /// Take note that people have dealt with the alarms that are no customer's but the back end's own.
    case settleOwnAlarms(FailureCode)
    /// Let a device get its licence when its machine asks for it.
    case permit(PSDEnrolment)
    /// Refill a device no more until it is unlocked.
    case block(PSDKeyID)
    /// Lift a block or a suspicion, after people have looked; a good audit then makes the device fit again.
    case unlock(PSDKeyID)
    /// Let a machine whose certificate has ended renew it, for a day.
    case readmit(MachineSerial)
    /// Make a code with which a machine enrols on site.
    case invite(InvitationTerms)
    /// Ask a device for an audit.
    case wantAudit(PSDKeyID)
    /// Take a device out of use that was destroyed or lost, with its key: with the last item that the books know, or a later
    /// one that the operator confirms.
    case retire(PSDKeyID, lastItem: UInt32? = nil)
    /// Say that a key may be in other hands, or that a machine is, since that moment or now; the reason is kept and, of a key,
    /// published.
    case revoke(RevokedSubject, since: Timestamp? = nil, reason: String)
    /// The machines with their certificates.
    case machines
    /// Give back to the customer what a retired device left; of one under suspicion only with the operator's reason.
    case settle(PSDKeyID, although: String?)
    /// Give back to the customer what a device that is being withdrawn never applies.
    case returnGrants(PSDKeyID)
    /// The devices of which there may be two, with everything that either printed since; one of them, or all.
    case suspects(PSDKeyID?)
    /// The impressions that were declared spoiled, with their refunds.
    case spoils
    /// Give back what the state's rules allow for a spoiled impression; of a device under suspicion only with the
    /// operator's reason.
    case refund(PSDKeyID, counter: UInt32, although: String?)
    /// Pay in what is in suspense.
    case clearSuspense(CustomerAccount, Paise, challan: String)

    /// Whether it changes nothing.
    public var isQuestion: Bool {
        switch self {
        case .deposits, .accounts, .devices, .machines, .transit, .alarms, .suspects, .spoils: true
        default: false
        }
    }

    /// Whether the published list of keys may say something else afterwards.
    var changesWhatIsPublished: Bool {
        switch self {
        case .retire, .revoke, .refund, .block, .unlock, .settle: true
        default: false
        }
    }
}

/// What a back end answers to its operator; a refusal is thrown, and then nothing changed.
package enum OperatorReply: Sendable, Codable {
    /// To what needs no other answer: it is done and durable.
    case done
    /// To `retire`: the last item whose stamp is good.
    case retired(lastItem: UInt32)
    /// To `revoke`: the keys of which nothing is proof from now on; none for a certificate.
    case revoked([PSDKeyID])
    /// To `machines`.
    case machines([MachineLine])
    /// To `invite`: the code, which stands nowhere else, the device key that it permits, and until when it is good.
    case invited(code: String, PSDKeyID, until: Timestamp)
    /// To `unlock`: how the device stands from now on.
    case unlocked(PSDStanding)
    /// To `reverseDeposit`: whose account it left, and how much.
    case reversed(CustomerAccount, Paise)
    /// To `deposits`.
    case deposits([DepositLine])
    /// To `accounts`.
    case accounts([AccountLine])
    /// To `devices`.
    case devices([DeviceLine])
    /// To `transit`.
    case transit([TransitLine])
    /// To `alarms`.
    case alarms([AlarmLine])
    /// To `settle`: what went back to the customer.
    case settled(returned: Paise, settled: Paise)
    /// To `returnGrants`: what went back to the customer.
    case returned(Paise)
    /// To `spoils`.
    case spoils([SpoilLine])
    /// To `suspects`.
    case suspects([SuspectLine])
    /// To `refund`.
    case refunded(paid: Paise, deduction: Paise, rule: String)
}

/// What an operator revokes.
public enum RevokedSubject: Hashable, Sendable, Codable {
    /// A device's key.
    case device(PSDKeyID)
    /// A machine, with its certificates and the devices that are in it or may be.
    case machine(MachineSerial)
    /// One of a machine's certificates, by the SHA-256 of its DER form.
    case certificate(ContentHash)
}
