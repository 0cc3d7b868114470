import DutyModel
import Exchanges
import Signing

extension FundsDesk {
    /// Decides a refill once and for ever, or finds the decision that was taken before. A cancellation that finds none is
    /// stored under the operation's id, after which the refill is never granted, however late it arrives.
    ///
    /// A grant and a refusal are both signed and stored under the operation's id. Refused, with nothing decided:
    /// `operation_conflict`, `sequence_not_next` (but for a cancellation where the books are ahead of the device: a refill
    /// that can never be granted can be given up), `grants_missing` where the device applied grants that these books do not
    /// hold, `psd_clone_suspected`, and `nonce_stale` for a statement that a newer one overtook.
    public func refill(_ request: RefillRequest) throws(DutyFailure) -> Result<RefillAnswer, DutyFailure> {
        let (operation, statement) = (request.operation, request.statement)
        return try decide(operation, statement: statement) { stored, device throws(DutyFailure) in
            switch request.kind {
            case .funds:
                try RefillRules.requirePlace(operation, statement: statement, stored: stored, device: device)
            case .cancellation:
                try RefillRules.requirePlaceToGiveUp(
                    operation, statement: statement, stored: stored, device: device,
                    lastAttempt: try books.lastAttempt(at: operation.sequence, of: device))
            }
        } decision: { device, customerFunds throws(DutyFailure) in
            guard request.kind == .funds else { return .cancelled }
            return try RefillRules.decision(
                on: operation, statement: statement,
                facts: RefillFacts(
                    standing: device.standing, controlTotal: device.controlTotal, customerFunds: customerFunds,
                    descendingMaximum: device.descendingMaximum))
        }
    }

    /// A fresh envelope around a stored answer; epoch and standing are named here and never in what is stored.
    public func envelope(_ answer: RefillAnswer, nonce: Nonce) throws(DutyFailure) -> EnvelopedRefillAnswer {
        try EnvelopedRefillAnswer(
            answer, nonce: nonce, epoch: epoch, time: now,
            standing: try require(answer.operation.psdKey).newestStanding, signer: signer)
    }

    private func decide(
        _ operation: RefillOperation, statement: RegisterStatement,
        wasDecided: (_ stored: RefillOperation?, DeviceAccount) throws(DutyFailure) -> Bool,
        decision: (DeviceAccount, _ customerFunds: Paise) throws(DutyFailure) -> RefillDecision
    ) throws(DutyFailure) -> Result<RefillAnswer, DutyFailure> {
        var device = try require(operation.psdKey)
        let sequence = device.nextSequence
        let stored = try books.refill(operation.id, of: device.customer)
        let ruling = try observe(statement, of: &device, exchangeIsKnown: stored?.operation == operation)
        func refuse(_ failure: DutyFailure) throws(DutyFailure) -> Result<RefillAnswer, DutyFailure> {
            // Nothing was decided, yet what the statement confirmed or betrayed stays.
            try write(device, readAtSequence: sequence)
            return .failure(failure)
        }
        switch ruling {
        case .clone, .rollback:
            return try refuse(
                DutyFailure(
                    .psdCloneSuspected, "The statement of \(device.psdKey) contradicts what the device said before."))
        case .late:
            return try refuse(DutyFailure(.nonceStale, "A newer statement of \(device.psdKey) overtook this request."))
        case .fresh, .seen, .overtaken: break
        }
        do throws(DutyFailure) {
            if try wasDecided(stored?.operation, device), let stored {
                try requireGivenOut(stored, to: &device, isFresh: ruling == .fresh)
                try write(device, readAtSequence: sequence)
                return .success(stored)
            }
        } catch {
            return try refuse(error)
        }
        let funds = try books.balance(.customerFunds, of: device.customer)
        let answer = try sign(operation, try decision(device, funds))
        try book(answer, of: &device)
        try write(device, readAtSequence: sequence)
        return .success(answer)
    }

    /// A device that an operator took out of use gets no grant any more, not even one that was decided before: its money
    /// may be the customer's again. So may that of a device which signed that it would never apply it; one that asks
    /// for it after that isn't the one that signed. Nor is it given out to a device under suspicion, whose copy might
    /// apply it too, nor to one that is blocked, before it is unlocked.
    private func requireGivenOut(
        _ answer: RefillAnswer, to device: inout DeviceAccount, isFresh: Bool
    ) throws(DutyFailure) {
        guard case .granted = answer.decision else { return }
        guard device.standing != .retired else {
            throw DutyFailure(
                .psdRetired, "\(device.psdKey) was taken out of use; what was on its way to it is settled.")
        }
        let sequence = answer.operation.sequence
        if try books.grant(sequence, of: device)?.end == .returned {
            let detail = "\(device.psdKey) asks for grant \(sequence), which it gave up when it was withdrawn."
            guard isFresh else { throw DutyFailure(.psdRetired, detail) }
            let made = device.lastStatement?.itemCount ?? device.start.itemCount
            try suspend(&device, from: min(made, .max - 1) + 1, detail)
            throw DutyFailure(.psdCloneSuspected, detail)
        }
        guard device.suspicion == nil else {
            throw DutyFailure(.psdCloneSuspected, "A copy of \(device.psdKey) is suspected; it gets no funds.")
        }
        guard device.standing != .blocked else {
            throw DutyFailure(.machineBlocked, "\(device.psdKey) is blocked; it gets no funds.")
        }
    }

    private func sign(_ operation: RefillOperation, _ decision: RefillDecision) throws(DutyFailure) -> RefillAnswer {
        return try RefillAnswer(operation: operation, decision: decision).signed(by: signer)
    }

    /// Stores a decision; a grant also moves the money and the device's sequence.
    private func book(_ answer: RefillAnswer, of device: inout DeviceAccount) throws(DutyFailure) {
        let operation = answer.operation
        try books.store(answer, of: device, at: now)
        guard case .granted(let controlTotalAfter) = answer.decision else {
            // One that is given up behind the next sequence has no part in it.
            if operation.sequence == device.nextSequence { device.lastAttempt = operation.attempt }
            return
        }
        try post(try .refill(operation, customer: device.customer))
        try addGrant(answer, controlTotalAfter: controlTotalAfter, to: &device)
    }

    /// Remembers a grant that is in transit, and that the next one follows it.
    func addGrant(
        _ answer: RefillAnswer, controlTotalAfter: Paise, to device: inout DeviceAccount
    ) throws(DutyFailure) {
        let operation = answer.operation
        try books.add(
            GrantOnBook(
                sequence: operation.sequence, amount: operation.amount, controlTotalAfter: controlTotalAfter,
                answerHash: answer.hash),
            operation: operation.id, of: device)
        device.nextSequence = operation.sequence + 1
        device.lastAttempt = 0
        device.controlTotal = controlTotalAfter
    }
}

extension EnvelopedRefillAnswer {
    /// A fresh envelope around a stored answer, naming the device's newest standing as the transaction of the answer
    /// read it; it needs no books, so it may be signed once the answer is durable.
    public init(
        _ answer: RefillAnswer, nonce: Nonce, epoch: UInt64, time: Timestamp, standing: DeviceStanding?,
        signer: any FormSigner
    ) throws(DutyFailure) {
        let (hash, standing) = (answer.hash, standing?.named)
        self.init(
            answer: answer,
            envelope: try AnswerEnvelope(
                answerHash: hash, nonce: nonce, epoch: epoch, time: time, standing: standing
            ).signed(by: signer))
    }
}
