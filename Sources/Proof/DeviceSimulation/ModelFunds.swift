import DutyModel
import Exchanges
import Signing

/// The funds and transactions service as they should be, in a few lines: decide once, keep the answer, sign.
public struct ModelFunds: Sendable {
    let signer = TestSigner(name: "funds")
    let transactionsSigner = TestSigner(name: "transactions")
    /// Decisions by operation.
    private var answers: [OperationID: RefillAnswer] = [:]
    /// All money granted.
    public private(set) var granted: Paise = .zero
    /// The service's time.
    public var time: Timestamp
    /// The service's term.
    public var epoch: UInt64 = 1
    /// The standing that the service gave last; every answer names it.
    public private(set) var standing: DeviceStanding?
    /// A planted bug: every retry is granted anew.
    public var forgetsAnswers = false

    /// A service at this time.
    public init(time: Timestamp) { self.time = time }

    /// The answer to a request: always the first one again. `decision` is what to decide where it is new.
    public mutating func answer(_ request: RefillRequest, refuses: Bool = false) throws(DutyFailure)
        -> EnvelopedRefillAnswer
    {
        let operation = request.operation
        let answer: RefillAnswer
        if let stored = answers[operation.id], !forgetsAnswers || request.kind == .cancellation {
            answer = stored
        } else if request.kind == .cancellation {
            answer = try RefillAnswer(operation: operation, decision: .cancelled).signed(by: signer)
            answers[operation.id] = answer
        } else {
            let total = try request.statement.registers.controlTotal.adding(operation.amount)
            let decision: RefillDecision =
                refuses
                ? .refused(reason: .accountFundsShort, maximumAllowed: .zero) : .granted(controlTotalAfter: total)
            answer = try RefillAnswer(operation: operation, decision: decision).signed(by: signer)
            if !refuses { granted = try granted.adding(operation.amount) }
            answers[operation.id] = answer
        }
        return try envelope(answer, nonce: request.nonce)
    }

    private func envelope(_ answer: RefillAnswer, nonce: Nonce) throws(DutyFailure) -> EnvelopedRefillAnswer {
        let envelope = try AnswerEnvelope(
            answerHash: answer.hash, nonce: nonce, epoch: epoch, time: time, standing: standing?.named
        ).signed(by: signer)
        return EnvelopedRefillAnswer(answer: answer, envelope: envelope)
    }

    /// Gives the device of this key a standing with the next number in this term.
    @discardableResult
    public mutating func stand(
        _ state: DeviceStanding.State, _ reason: FailureCode? = nil, key: PSDKeyID
    ) throws(DutyFailure) -> DeviceStanding {
        let signed = try DeviceStanding(
            psdKey: key, number: .next(after: standing?.number, in: epoch), state: state, reason: reason, time: time
        ).signed(by: signer)
        standing = signed
        return signed
    }

    /// A device begins a life, under a key that never got a standing.
    public mutating func beginLife() { standing = nil }

    /// A verdict on an audit.
    public func verdict(
        _ request: AuditRequest, differences: [AuditDifference] = [], dueDays: Int64 = 28
    ) throws(DutyFailure) -> AuditVerdict {
        try AuditVerdict(
            psdKey: request.statement.psdKey, id: request.id, nonce: request.nonce,
            statementCounter: request.statement.statementCounter, differences: differences,
            inspectionDue: time.advanced(byDays: dueDays), epoch: epoch, time: time, standing: standing?.named
        ).signed(by: signer)
    }

    /// A receipt for a batch of those of these records of this key that come up to a counter.
    public func receipt(
        for key: PSDKeyID, of records: [SignedUsageRecord], through counter: UInt32
    ) throws(DutyFailure) -> UsageReceipt {
        try receipt(
            for: key, hash: UsageBatch(psdKey: key, records: records.filter { $0.counter <= counter }).hash,
            through: counter)
    }

    /// A receipt for the batch with this hash, after which all records up to a counter are held.
    public func receipt(
        for key: PSDKeyID, hash: ContentHash, through counter: UInt32
    ) throws(DutyFailure) -> UsageReceipt {
        try UsageReceipt(
            psdKey: key, durableThrough: counter, batchHash: hash, time: time, standing: standing?.named
        ).signed(by: transactionsSigner)
    }

    /// An order that removes all funds that the final statement names.
    public func withdrawal(_ request: WithdrawalRequest) throws(DutyFailure) -> WithdrawalOrder {
        try WithdrawalOrder(
            psdKey: request.statement.psdKey, id: request.id, nonce: request.nonce,
            statementCounter: request.statement.statementCounter, removed: request.statement.registers.descending,
            epoch: epoch, time: time, standing: standing?.named
        ).signed(by: signer)
    }

    /// A licence for this key, signed.
    public func authorisation(
        for key: PSDKeyID, publicKey: PublicKeyBytes, limits: FrankingLimits = FrankingLimits(),
        demonstration: Bool? = nil
    ) throws(DutyFailure) -> (Authorisation, SignatureBytes) {
        let authorisation = Authorisation(
            psdKey: key, psdPublicKey: publicKey, machine: MachineSerial(unchecked: "B700-0001"),
            licence: LicenceNumber(unchecked: "MH-2026-1"), state: try StateCode("MH"),
            customer: CustomerAccount(unchecked: "CUST-1"), limits: limits, fundsKey: signer.publicKey,
            transactionsKey: transactionsSigner.publicKey, issuedAt: time, demonstration: demonstration)
        return (authorisation, try signer.sign(authorisation.signedForm))
    }

    /// The configuration that this request asks for.
    public func configuration(
        for request: ConfigurationRequest, limits: FrankingLimits = FrankingLimits(), replaces: PSDKeyID? = nil
    ) throws(DutyFailure) -> DeviceConfiguration {
        let (authorisation, signature) = try authorisation(
            for: request.psdKey, publicKey: request.publicKey, limits: limits)
        return DeviceConfiguration(
            authorisation: authorisation, signature: signature, certificate: [0x30, 0x00], replaces: replaces)
    }
}
