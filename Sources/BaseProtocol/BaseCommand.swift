import DutyModel
import Exchanges
import Foundation

/// What the tablet asks of the base; the only words spoken on the link between them.
///
/// A command that changes something carries the name of the person's act that asks for it, and nil where the machine
/// does it by itself. The same act a second time changes nothing and is answered with what it did.
public enum BaseCommand: Sendable, Codable {
    /// How the security device stands.
    case status
    /// Debit and sign one impression.
    case frank(FrankingOrder, act: ActID? = nil)
    /// Write down a refill before anything is sent.
    case beginRefill(amount: Paise, act: ActID? = nil)
    /// A signed request for the outstanding refill, or to give it up, with a fresh nonce.
    case refillRequest(RefillRequest.Kind = .funds, act: ActID? = nil)
    /// The funds service's answer to the outstanding refill.
    case applyRefill(EnvelopedRefillAnswer)
    /// A signed request for an audit, with a fresh nonce; begins one where none is outstanding. It names the service root that
    /// the device obeys where the back end reads that.
    case auditRequest(act: ActID? = nil, namesRoot: Bool? = nil)
    /// The funds service's verdict.
    case applyVerdict(AuditVerdict)
    /// Take note that a person has the records sent which wait now.
    case noteUpload(act: ActID)
    /// Usage records without a receipt, from this counter on.
    case usage(from: UInt32, limit: Int)
    /// The transactions service's receipt.
    case applyReceipt(UsageReceipt)
    /// The newest signed record the tablet has seen; a journal that is older has been rolled back.
    case witness(SignedUsageRecord)
    /// The last impressions, newest first.
    case recent(limit: Int)
    /// The grants applied lately, oldest first.
    case grants
    /// Usage records from this counter on, with or without a receipt, as far back as the device holds them.
    case history(from: UInt32, limit: Int)
    /// End franking for good and name the withdrawal; the same one where it has begun or ended.
    case beginWithdrawal(act: ActID? = nil)
    /// A signed request to be withdrawn, with a fresh nonce.
    case withdrawalRequest
    /// The funds service's order to give up the funds.
    case completeWithdrawal(WithdrawalOrder)
    /// The device's signed word that it gave up its funds.
    case withdrawalConfirmation
    /// Destroy the key of a withdrawn life, after its confirmation was acknowledged.
    case destroyKey
    /// Give a withdrawn device its next life, with a new key.
    case beginNextLife(act: ActID? = nil)
    /// A signed request for the licence of a device that has none, with a fresh nonce.
    case configurationRequest
    /// The licence of a device that has none.
    case configure(DeviceConfiguration)
    /// The licence of this life as the funds service signed it.
    case licence
    /// Declare the print of an impression spoiled; it is never drawn again.
    case spoil(counter: UInt32, act: ActID? = nil)
    /// Declarations that the back end has not acknowledged yet, oldest first.
    case spoils
    /// The back end holds the declaration durably.
    case spoilAcknowledged(counter: UInt32)
    /// How the prints of impressions from this counter on stand, as far back as the device holds them.
    case printStandings(from: UInt32, limit: Int)
    /// How the prints of impressions from this counter on stand that are not settled, oldest first; each is kept until
    /// it is.
    case unsettledPrints(from: UInt32, limit: Int)
    /// The record of this impression, where the device still holds it.
    case impression(counter: UInt32)
    /// Draw an impression that was made, as this one of its two drawings: it begins in this form, or has begun and is
    /// sent again in the form it began in. That it has begun is durable before the drawing leaves the base.
    case drawing(counter: UInt32, DrawingNumber, PrintFormat)
    /// This drawing arrived: its file is synced in its place, or a person said that it came out.
    case drawingDelivered(counter: UInt32, DrawingNumber)
    /// How the back end says the device stands, as it came with an answer; before the answer is applied.
    case takeStanding(DeviceStanding)
    /// The certificates of the back end's service keys; the device takes those that its service root vouches for.
    case takeServiceKeys(CertifiedServiceKeys)
    /// Attest this of the machine: sign it under the device's key, at its time.
    case attest(Attestation)
    /// Keep this certificate of the device's own key, in DER, in the place of the one before.
    case keepCertificate([UInt8])
    /// Draw a specimen, which is never a stamp.
    case specimen(PrintFormat)
    /// What became of this act; one that never came is refused from now on.
    case outcome(of: ActID)
}

/// What the base answers; a refusal is thrown, and then nothing changed.
public enum BaseAnswer: Sendable, Codable {
    /// To `status`.
    case status(DeviceStatus)
    /// To `frank`: the debit is durable.
    case franked(SignedUsageRecord)
    /// To `beginRefill`: the operation is durable.
    case refillBegun(RefillOperation)
    /// To `refillRequest`.
    case refillRequest(RefillRequest)
    /// To `applyRefill`: what was decided is applied and durable.
    case refillDecided(RefillDecision)
    /// To `auditRequest`.
    case auditRequest(AuditRequest)
    /// To `usage`, `history`, `recent` and `impression`.
    case records([SignedUsageRecord])
    /// To `grants`.
    case grants([RefillAnswer])
    /// To `beginWithdrawal`: its name is durable.
    case withdrawalBegun(OperationID)
    /// To `withdrawalRequest`.
    case withdrawalRequest(WithdrawalRequest)
    /// To `withdrawalConfirmation`.
    case withdrawalConfirmation(WithdrawalConfirmation)
    /// To `configurationRequest`.
    case configurationRequest(ConfigurationRequest)
    /// To `attest`.
    case attested(Attestation)
    /// To `licence`; nil where the base doesn't keep it.
    case licence(DeviceConfiguration?)
    /// To `spoil`: it is durable.
    case spoiled(SpoilDeclaration)
    /// To `spoils`.
    case spoils([SpoilDeclaration])
    /// To `printStandings` and `unsettledPrints`: how each impression that is held stands, by its counter.
    case printStandings(PrintStandings)
    /// To `drawing`: the bytes of the file, its form, and whether the same drawing had begun before.
    case drawing(Data, PrintFormat, sentAgain: Bool)
    /// To `specimen`: the bytes of the file.
    case file(Data)
    /// To `outcome`, and to a command whose act has come to its end before: what became of it.
    case outcome(ActOutcome)
    /// To what needs no other answer: it is done and durable.
    case done
}
