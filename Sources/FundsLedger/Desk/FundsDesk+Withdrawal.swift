import DutyModel
import Exchanges
import Signing

extension FundsDesk {
    /// Judges a device's final audit and orders it to give up its funds, which are the customer's again from here on.
    ///
    /// That is safe before the device obeys: a device that asks for this never franks again under its key. The same
    /// withdrawal asked again gets an order for the same amount, bound to the new question. Refused: `usage_gap` where
    /// records are missing, `register_mismatch` with the differences named, `grant_unclaimed` where money is on its way
    /// that the device will never apply (the request is kept as its word for that), `psd_clone_suspected`,
    /// `machine_blocked`, `psd_retired`, `operation_conflict` for a second withdrawal of one life, `nonce_stale` for an
    /// overtaken try.
    package func withdraw(_ request: WithdrawalRequest) throws(DutyFailure) -> Result<WithdrawalOrder, DutyFailure> {
        let statement = request.statement
        var device = try require(statement.psdKey)
        let sequence = device.nextSequence
        let held = try books.withdrawal(of: device)
        if let held, held.id != request.id {
            throw DutyFailure(.operationConflict, "\(device.psdKey) was withdrawn by another operation.")
        }
        let before = device
        let ruling = try observe(statement, of: &device, exchangeIsKnown: held != nil)
        guard ruling != .overtaken else {
            throw DutyFailure(.nonceStale, "A later try of this withdrawal was answered already.")
        }
        do throws(DutyFailure) {
            if let held {
                guard statement.registers.descending == held.removed else {
                    throw DutyFailure(.registerMismatch, "The funds of \(device.psdKey) changed since its withdrawal.")
                }
            } else {
                try requireEnd(statement, ruling: ruling, of: device, before: before)
            }
        } catch {
            try noteRefusedEnd(error, request, of: &device)
            try write(device, readAtSequence: sequence)
            return .failure(error)
        }
        let removed = statement.registers.descending
        if held == nil { try end(&device, by: request, removed: removed) }
        try tell(&device)
        try write(device, readAtSequence: sequence)
        return .success(try sign(request, removed: removed, to: device))
    }

    /// Takes note that a device gave its funds up and destroys its key; a second time changes nothing.
    ///
    /// Throws `nothing_to_settle` for a withdrawal that was never ordered, `register_mismatch` where funds are left.
    package func confirm(_ confirmation: WithdrawalConfirmation) throws(DutyFailure) {
        var device = try require(confirmation.statement.psdKey)
        guard let held = try books.withdrawal(of: device), held.id == confirmation.id else {
            throw DutyFailure(.nothingToSettle, "No such withdrawal of \(device.psdKey) was ordered.")
        }
        guard confirmation.statement.registers == Registers(ascending: held.end.ascending, descending: .zero) else {
            throw DutyFailure(.registerMismatch, "\(device.psdKey) says it is withdrawn, and holds funds.")
        }
        let sequence = device.nextSequence
        _ = try observe(confirmation.statement, of: &device, exchangeIsKnown: true)
        try write(device, readAtSequence: sequence)
        try books.confirmWithdrawal(of: device, at: now)
    }

    /// Throws unless everything of this life is on the books and agrees with them.
    private func requireEnd(
        _ statement: RegisterStatement, ruling: StatementRuling, of device: DeviceAccount, before: DeviceAccount
    ) throws(DutyFailure) {
        guard device.suspicion == nil else {
            throw DutyFailure(.psdCloneSuspected, "A copy of \(device.psdKey) is suspected.")
        }
        switch device.standing {
        case .active, .auditFailed, .replaced: break
        case .cloneSuspected: throw DutyFailure(.psdCloneSuspected, "A copy of \(device.psdKey) is suspected.")
        case .blocked: throw DutyFailure(.machineBlocked, "\(device.psdKey) is blocked.")
        case .withdrawn, .retired: throw DutyFailure(.psdRetired, "\(device.psdKey) is out of use.")
        }
        // One seen before confirms nothing anew, and grants that were lost since are still in transit.
        guard ruling != .late, ruling != .seen else {
            throw DutyFailure(.nonceStale, "A newer statement of \(device.psdKey) overtook this request.")
        }
        guard statement.appliedSequence < device.nextSequence else {
            throw DutyFailure(.grantsMissing, "\(device.psdKey) applied refills that these books do not hold.")
        }
        let facts = try auditFacts(statement, ruling: ruling, of: device, before: before)
        guard facts.usageHead.counter >= statement.itemCount else {
            throw DutyFailure(
                .usageGap, "The records held end at \(facts.usageHead.counter); \(statement.itemCount) were made.")
        }
        // A device that is asked to end franks no more: records past its last impression are another's.
        guard facts.usageHead.counter == statement.itemCount else {
            throw DutyFailure(
                .registerMismatch,
                "\(device.psdKey) says it made \(statement.itemCount) impressions; \(facts.usageHead.counter) are booked."
            )
        }
        let differences = AuditRules.differences(statement, unsentCount: 0, facts: facts)
        guard differences.isEmpty else {
            let names = differences.map(\.rawValue).joined(separator: ", ")
            throw DutyFailure(.registerMismatch, "The final audit of \(device.psdKey) found a mismatch: \(names).")
        }
        try requireNothingUnclaimed(statement, of: device)
    }

    /// Throws `grant_unclaimed` where a grant is in transit that the device never applied, and `register_mismatch`
    /// where the books hold one for delivered.
    private func requireNothingUnclaimed(_ statement: RegisterStatement, of device: DeviceAccount) throws(DutyFailure) {
        let last = device.nextSequence - 1
        let unclaimed = try books.grantsInTransit(through: last, of: device)
        var sum = Paise.zero
        for grant in unclaimed { sum = try sum.adding(grant.amount) }
        guard unclaimed.isEmpty else {
            throw DutyFailure(
                .grantUnclaimed,
                "\(sum.rupeeText) is on its way to \(device.psdKey), which is being withdrawn and will never apply it.")
        }
        var sequence = statement.appliedSequence
        while sequence < last {
            sequence += 1
            guard try books.grant(sequence, of: device)?.end == .returned else {
                throw DutyFailure(
                    .registerMismatch, "\(device.psdKey) doesn't hold grant \(sequence), which was delivered to it.")
            }
        }
    }

    private func noteRefusedEnd(
        _ failure: DutyFailure, _ request: WithdrawalRequest, of device: inout DeviceAccount
    ) throws(DutyFailure) {
        switch failure.code {
        case .registerMismatch: if device.standing == .active { device.standing = .auditFailed }
        case .grantUnclaimed: try books.keep(request, of: device, at: now)
        default: return
        }
        try books.raise(failure.code, on: device, detail: failure.message, at: now)
    }

    private func end(_ device: inout DeviceAccount, by request: WithdrawalRequest, removed: Paise) throws(DutyFailure) {
        let statement = request.statement
        if removed > .zero { try post(try .withdrawal(removed, psdKey: device.psdKey, customer: device.customer)) }
        let end = LifeStart(
            ascending: statement.registers.ascending, itemCount: statement.itemCount,
            appliedSequence: statement.appliedSequence, statementCounter: statement.statementCounter,
            chainHead: statement.chainHead, lastGrant: statement.lastGrant)
        try books.add(
            WithdrawalOnBook(id: request.id, removed: removed, lastCounter: statement.itemCount, end: end),
            of: device, at: now)
        device.end(as: .withdrawn, at: now)
    }

    private func sign(
        _ request: WithdrawalRequest, removed: Paise, to device: DeviceAccount
    ) throws(DutyFailure) -> WithdrawalOrder {
        return try WithdrawalOrder(
            psdKey: request.statement.psdKey, id: request.id, nonce: request.nonce,
            statementCounter: request.statement.statementCounter, removed: removed, epoch: epoch, time: now,
            standing: device.newestStanding?.named
        ).signed(by: signer)
    }
}
