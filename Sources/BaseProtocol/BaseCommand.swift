import DutyModel
import Foundation
import SecurityDevice

/// What the tablet asks of the base; the only words spoken on the link between them.
public enum BaseCommand: Sendable, Codable {
    /// How the security device stands.
    case status
    /// Debit and sign one impression.
    case frank(FrankingOrder)
    /// Write down a refill before anything is sent.
    case beginRefill(amount: Paise)
    /// A signed request for the outstanding refill, with a fresh nonce.
    case refillRequest
    /// The funds service's answer to the outstanding refill.
    case applyRefill(EnvelopedRefillAnswer)
    /// A signed request for an audit, with a fresh nonce; begins one where none is outstanding.
    case auditRequest
    /// The funds service's verdict.
    case applyVerdict(AuditVerdict)
    /// Usage records without a receipt, from this counter on.
    case usage(from: UInt32, limit: Int)
    /// The transactions service's receipt.
    case applyReceipt(UsageReceipt)
    /// The newest signed record the tablet has seen; a journal that is older has been rolled back.
    case witness(SignedUsageRecord)
    /// The last impressions, newest first.
    case recent(limit: Int)
    /// Draw an impression that was made.
    case impression(counter: UInt32, PrintFormat)
    /// Draw a specimen, which is never a stamp.
    case specimen(PrintFormat)
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
    /// To `usage` and `recent`.
    case records([SignedUsageRecord])
    /// To a drawing: the bytes of the file.
    case file(Data)
    /// To what needs no other answer: it is done and durable.
    case done
}
