/// One refill as the device wrote it down before anything was sent; its content never changes.
public struct RefillOperation: Hashable, Sendable, Codable {
    /// The device key that asks.
    public let psdKey: PSDKeyID
    /// The operation's name.
    public let id: OperationID
    /// The place of this refill in the device's life: applied + 1.
    public let sequence: UInt64
    /// Counts the tries at this sequence, from 1; a try that was refused is followed by a new one.
    public let attempt: UInt32
    /// The money asked for.
    public let amount: Paise

    /// An operation with this content.
    public init(psdKey: PSDKeyID, id: OperationID, sequence: UInt64, attempt: UInt32, amount: Paise) {
        self.psdKey = psdKey
        self.id = id
        self.sequence = sequence
        self.attempt = attempt
        self.amount = amount
    }
}

/// A device's request for funds, signed by it (`dutymark.refill-request.v1`).
public struct RefillRequest: Hashable, Sendable, Codable {
    /// What is asked for.
    public let operation: RefillOperation
    /// Fresh in every try; binds the answer's envelope to this try.
    public let nonce: Nonce
    /// How the device stands now.
    public let statement: RegisterStatement
    /// The device's signature.
    public let signature: SignatureBytes

    /// A request and its signature.
    public init(operation: RefillOperation, nonce: Nonce, statement: RegisterStatement, signature: SignatureBytes) {
        self.operation = operation
        self.nonce = nonce
        self.statement = statement
        self.signature = signature
    }
}

/// What was decided about a refill, for ever.
public enum RefillDecision: Hashable, Sendable, Codable {
    /// The funds are granted; the control total the device must reach.
    case granted(controlTotalAfter: Paise)
    /// Refused, why, and the most that would be granted now (nil where the amount is not the reason).
    case refused(reason: FailureCode, maximumAllowed: Paise?)
    /// Cancelled before it was decided; it can never be granted.
    case cancelled
}

/// The funds service's decision, signed (`dutymark.grant.v1`): byte-deterministic, stored once, and the only
/// thing that clears an outstanding refill.
public struct RefillAnswer: Hashable, Sendable, Codable {
    /// The operation this decides.
    public let operation: RefillOperation
    /// The decision.
    public let decision: RefillDecision
    /// The funds service's signature.
    public let signature: SignatureBytes

    /// An answer and its signature.
    public init(operation: RefillOperation, decision: RefillDecision, signature: SignatureBytes) {
        self.operation = operation
        self.decision = decision
        self.signature = signature
    }
}

/// The fresh part of an answer, signed anew each time it is given (`dutymark.envelope.v1`, or
/// `.v2` where it names a standing).
///
/// The epoch stands here and never inside the stored answer, so that an old grant stays usable after a
/// fail-over of the funds service.
public struct AnswerEnvelope: Hashable, Sendable, Codable {
    /// SHA-256 of the answer's signed form and signature.
    public let answerHash: ContentHash
    /// The nonce of the question.
    public let nonce: Nonce
    /// The term of the funds service that answers; it never goes back.
    public let epoch: UInt64
    /// The service's time, bound to the question by the nonce.
    public let time: Timestamp
    /// The device's newest standing; nil where none was ever issued.
    public let standing: NamedStanding?
    /// The funds service's signature.
    public let signature: SignatureBytes

    /// An envelope and its signature.
    public init(
        answerHash: ContentHash, nonce: Nonce, epoch: UInt64, time: Timestamp, standing: NamedStanding? = nil,
        signature: SignatureBytes
    ) {
        self.answerHash = answerHash
        self.nonce = nonce
        self.epoch = epoch
        self.time = time
        self.standing = standing
        self.signature = signature
    }
}

/// A decision in its envelope, as it travels.
public struct EnvelopedRefillAnswer: Hashable, Sendable, Codable {
    /// The stored decision.
    public let answer: RefillAnswer
    /// Its fresh envelope.
    public let envelope: AnswerEnvelope

    /// A decision in its envelope.
    public init(answer: RefillAnswer, envelope: AnswerEnvelope) {
        self.answer = answer
        self.envelope = envelope
    }
}
