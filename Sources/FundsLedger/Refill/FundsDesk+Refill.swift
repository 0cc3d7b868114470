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
    package func refill(_ request: RefillRequest) throws(DutyFailure) -> Result<RefillAnswer, DutyFailure> {
        let operation = request.operation
        var device = try require(operation.psdKey)
        let sequence = device.nextSequence
        let stored = try books.refill(operation.id, of: device.customer)
        let ruling = try observe(request.statement, of: &device, exchangeIsKnown: stored?.operation == operation)
        var given: RefillAnswer?
        do throws(DutyFailure) {
            try requireDecidable(ruling, of: device)
            if try wasDecided(request, stored: stored?.operation, of: device), let stored {
                try requireGivenOut(stored, to: &device, isFresh: ruling == .fresh)
                given = stored
            }
        } catch {
            // Nothing was decided, yet what the statement confirmed or betrayed stays.
            try write(device, readAtSequence: sequence)
            return .failure(error)
        }
        let answer = if let given { given } else { try decide(request, of: &device) }
        try write(device, readAtSequence: sequence)
        return .success(answer)
    }

    /// A fresh envelope around a stored answer; epoch and standing are named here and never in what is stored.
    package func envelope(_ answer: RefillAnswer, nonce: Nonce) throws(DutyFailure) -> EnvelopedRefillAnswer {
        try EnvelopedRefillAnswer(
            answer, nonce: nonce, epoch: epoch, time: now,
            standing: try require(answer.operation.psdKey).newestStanding, signer: signer)
    }

    private func requireDecidable(_ ruling: StatementRuling, of device: DeviceAccount) throws(DutyFailure) {
        switch ruling {
        case .clone, .rollback:
            throw DutyFailure(
                .psdCloneSuspected, "The statement of \(device.psdKey) contradicts what the device said before.")
        case .late: throw DutyFailure(.nonceStale, "A newer statement of \(device.psdKey) overtook this request.")
        case .fresh, .seen, .overtaken: break
        }
    }

    private func wasDecided(
        _ request: RefillRequest, stored: RefillOperation?, of device: DeviceAccount
    ) throws(DutyFailure) -> Bool {
        let lastAttempt: UInt32? =
            switch request.kind {
            case .funds: nil
            case .cancellation: try books.lastAttempt(at: request.operation.sequence, of: device)
            }
        return try RefillRules.requirePlace(
            request.operation, statement: request.statement, stored: stored, device: device, givingUpAfter: lastAttempt)
    }

    /// Decides what is next in turn, signs the decision and books it.
    private func decide(_ request: RefillRequest, of device: inout DeviceAccount) throws(DutyFailure) -> RefillAnswer {
        let decision: RefillDecision =
            switch request.kind {
            case .cancellation: .cancelled
            case .funds:
                try RefillRules.decision(
                    on: request.operation, statement: request.statement, device: device,
                    customerFunds: try books.balance(.customerFunds, of: device.customer))
            }
        let answer = try RefillAnswer(operation: request.operation, decision: decision).signed(by: signer)
        try book(answer, of: &device)
        return answer
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
    package init(
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
