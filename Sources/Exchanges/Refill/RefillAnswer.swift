import DutyModel

/// What was decided about a refill, for ever.
public enum RefillDecision: Hashable, Sendable, Codable {
    /// The funds are granted; the control total the device must reach.
    case granted(controlTotalAfter: Paise)
    /// Refused, why, and the most that would be granted now (nil where the amount is not the reason).
    case refused(reason: FailureCode, maximumAllowed: Paise?)
    /// Cancelled before it was decided; it can never be granted.
    case cancelled
}

extension RefillDecision: Choice {
    /// The three decisions.
    public enum Arm: String, ChoiceArm {
        case granted, refused, cancelled

        @usableFromInline package var meaning: String {
            switch self {
            case .granted: "The funds are granted."
            case .refused: "The funds are refused."
            case .cancelled: "Given up before it was decided; it can never be granted."
            }
        }
    }

    @usableFromInline package static let what: StaticString = "a decision"

    @usableFromInline package var arm: Arm {
        switch self {
        case .granted: .granted
        case .refused: .refused
        case .cancelled: .cancelled
        }
    }

    @inlinable package static func visit<V: Visitor>(
        _ arm: Arm, _ value: Self?, _ v: inout V
    ) throws(V.Refusal) -> Self {
        switch arm {
        case .granted:
            return .granted(
                controlTotalAfter: try v.field(
                    "controlTotalAfter", value?.controlTotalAfter, .zero, "the control total that the device must reach"
                ))
        case .refused:
            return .refused(
                reason: try v.field("reason", value?.refusal?.reason),
                maximumAllowed: try v.optional(
                    "maximumAllowed", value?.refusal?.maximumAllowed, .zero, .optional,
                    "the most that would be granted now; left out where the amount is not the reason"))
        case .cancelled: return .cancelled
        }
    }

    @usableFromInline var controlTotalAfter: Paise? {
        if case .granted(let controlTotalAfter) = self { controlTotalAfter } else { nil }
    }

    @usableFromInline var refusal: (reason: FailureCode, maximumAllowed: Paise?)? {
        if case .refused(let reason, let maximumAllowed) = self { (reason, maximumAllowed) } else { nil }
    }
}

/// The funds service's decision, signed (`dutymark.grant.v1`): byte-deterministic, stored once, and the only
/// thing that clears an outstanding refill.
public struct RefillAnswer: Hashable, Sendable, Codable {
    /// The operation this decides.
    public let operation: RefillOperation
    /// The decision.
    public let decision: RefillDecision
    /// The funds service's signature.
    public var signature: SignatureBytes

    /// An answer and its signature.
    public init(operation: RefillOperation, decision: RefillDecision, signature: SignatureBytes = .unsigned) {
        self.operation = operation
        self.decision = decision
        self.signature = signature
    }
}

extension RefillAnswer: SelfSigned {
    @usableFromInline package static let element: StaticString = "answer"
    @usableFromInline package static var meaning: String { "The decision, stored as it is." }
    @usableFromInline package static var signing: SigningRule { SigningRule(by: "the funds service", .grant) }

    @inlinable package static func visit<V: Visitor>(_ value: Self?, _ v: inout V) throws(V.Refusal) -> Self {
        RefillAnswer(
            operation: try v.element(value?.operation), decision: try v.choice(value?.decision),
            signature: try v.signature(value?.signature))
    }

    /// The kind first, then the operation, then what goes with the kind; the most that would be granted in decimal.
    @usableFromInline package static func appendCovered(_ value: Self, to writer: inout SignedFormWriter) {
        writer.fields.append(text: value.decision.arm.rawValue)
        writer.append(value.operation)
        switch value.decision {
        case .granted(let controlTotalAfter): controlTotalAfter.append(to: &writer.fields)
        case .refused(let reason, let maximumAllowed):
            reason.append(to: &writer.fields)
            writer.fields.append(text: maximumAllowed.map { String($0.count) } ?? "")
        case .cancelled: break
        }
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
    public var signature: SignatureBytes

    /// An envelope and its signature.
    public init(
        answerHash: ContentHash, nonce: Nonce, epoch: UInt64, time: Timestamp, standing: NamedStanding? = nil,
        signature: SignatureBytes = .unsigned
    ) {
        self.answerHash = answerHash
        self.nonce = nonce
        self.epoch = epoch
        self.time = time
        self.standing = standing
        self.signature = signature
    }
}

extension AnswerEnvelope: SelfSigned {
    @usableFromInline package static let element: StaticString = "answerEnvelope"
    @usableFromInline package static var meaning: String { "The fresh part of an answer." }
    @usableFromInline package static var signing: SigningRule {
        SigningRule(by: "the funds service", .envelope, withAddition: .standingEnvelope)
    }

    @inlinable package static func visit<V: Visitor>(_ value: Self?, _ v: inout V) throws(V.Refusal) -> Self {
        AnswerEnvelope(
            answerHash: try v.field("answerHash", value?.answerHash, "of the answer's signed form and signature"),
            nonce: try v.field("nonce", value?.nonce, "of the question"),
            epoch: try v.field(
                "epoch", value?.epoch, 0...UInt64.max, "the term of the funds service that answers; it never falls"),
            time: try v.field("time", value?.time, "the service's"),
            standing: try v.optional(value?.standing, .addition, "the standing without which the answer isn't applied"),
            signature: try v.signature(value?.signature))
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

extension EnvelopedRefillAnswer: Described {
    @usableFromInline package static let element: StaticString = "refillAnswer"
    @usableFromInline package static var meaning: String { "A decision in its envelope." }

    @inlinable package static func visit<V: Visitor>(_ value: Self?, _ v: inout V) throws(V.Refusal) -> Self {
        EnvelopedRefillAnswer(answer: try v.element(value?.answer), envelope: try v.element(value?.envelope))
    }
}
