import DutyModel
import Exchanges
import Signing

extension FundsDesk {
    /// Takes usage records, each signed by the device, and returns the counter up to which all are durable once the
    /// transaction is.
    ///
    /// A record's registers are signed, so they prove which refills the device had applied: those are confirmed first.
    /// That is why usage may arrive before any statement did, and why the money a device holds in the books never
    /// falls below zero: it is at least the descending register of the last accepted record.
    ///
    /// A record that the rules do not accept is kept raw, raises an alarm and blocks no other; so is every record that comes
    /// after the device's key was revoked. Throws what
    /// `UsageRules.checkForm` throws, and `grants_missing` where a record proves a refill that these books do not hold
    /// and the device may still report it.
    package func accept(_ batch: UsageBatch) throws(DutyFailure) -> UInt32 {
        var device = try require(batch.psdKey)
        let sequence = device.nextSequence
        let before = device
        var head = try books.usageHead(of: device)
        let held = head.point.counter
        try UsageRules.checkForm(batch, heldThrough: held, recordsMaximum: UsageBatch.recordsMaximum)
        var facts = UsageFacts(
            head: head.point, controlTotal: head.controlTotal,
            grants: try books.grants(fromControlTotal: head.controlTotal, of: device), state: device.state)
        var accepted: [SignedUsageRecord] = []
        for signed in batch.records {
            guard signed.counter > held else {
                try compare(signed, of: &device)
                continue
            }
            try requireGrants(shownBy: signed, of: device)
            let ruling = device.revocation == nil ? UsageRules.judge(signed, facts: facts) : .setAside(.signerRevoked)
            head.point = try UsageRules.head(after: signed, ruling: ruling, from: head.point)
            switch ruling {
            case .accept(let appliedSequence):
                try confirmGrants(through: appliedSequence, of: device)
                try books.add(signed, reportedDuty: head.point.reportedDuty, of: device, at: now)
                head.controlTotal = try signed.record.registers.controlTotal
                accepted.append(signed)
            case .setAside(let reason):
                try setAside(signed, because: reason, of: device)
                // It names another predecessor than the record held, so the device signed that counter twice.
                if reason == .usageConflict { try suspectTwoContents(at: signed.counter - 1, of: &device) }
            }
            facts.head = head.point
            facts.controlTotal = head.controlTotal
        }
        try book(accepted, of: device)
        if head.point.counter > held { try books.move(head, of: device) }
        if device.standing != before.standing || device.suspicion != before.suspicion {
            try write(device, readAtSequence: sequence)
        }
        return head.point.counter
    }

    /// Books that were put back lack grants that the device applied: those are to be reported before the record is
    /// judged. Until then the records stay in the machine; a device that cannot prove them is locked by its audit.
    private func requireGrants(shownBy signed: SignedUsageRecord, of device: DeviceAccount) throws(DutyFailure) {
        guard device.endedAt == nil, device.standing != .cloneSuspected,
            let total = try? signed.record.registers.controlTotal, total > device.controlTotal
        else { return }
        throw DutyFailure(
            .grantsMissing, "Impression \(signed.counter) of \(device.psdKey) proves a refill these books do not hold.")
    }

    /// A record at or below the head: held already, or in conflict with the one that is.
    private func compare(_ signed: SignedUsageRecord, of device: inout DeviceAccount) throws(DutyFailure) {
        guard try !books.holds(signed, of: device) else { return }
        guard device.revocation == nil else { return try setAside(signed, because: .signerRevoked, of: device) }
        try setAside(signed, because: .usageConflict, of: device)
        try suspectTwoContents(at: signed.counter, of: &device)
    }

    private func setAside(
        _ signed: SignedUsageRecord, because reason: FailureCode, of device: DeviceAccount
    ) throws(DutyFailure) {
        try books.setAside(signed, because: reason, of: device, at: now)
        // Whoever has the key can sign as many as they like: that is one alarm.
        let what =
            reason == .signerRevoked
            ? "A usage record that came after the revocation" : "Usage record \(signed.counter)"
        try books.raise(reason, on: device, detail: "\(what) was set aside.", at: now)
    }

    /// Only the device can have signed both contents, so two devices hold its key.
    private func suspectTwoContents(at counter: UInt32, of device: inout DeviceAccount) throws(DutyFailure) {
        try suspend(&device, from: counter, "Usage record \(counter) exists with two contents.")
    }

    /// One booking for all accepted records; the first and last counter name it.
    private func book(_ accepted: [SignedUsageRecord], of device: DeviceAccount) throws(DutyFailure) {
        guard let first = accepted.first, let last = accepted.last else { return }
        var duties: [StateCode: Paise] = [:]
        var sum = Paise.zero
        for signed in accepted {
            let stamp = signed.record.stamp.record
            duties[stamp.state] = try (duties[stamp.state] ?? .zero).adding(stamp.value)
            sum = try sum.adding(stamp.value)
        }
        try post(
            try .usage(
                duties, shortfall: try shortfall(of: sum, in: device), psdKey: device.psdKey, from: first.counter,
                to: last.counter, customer: device.customer))
    }

    /// What the device's value does not cover of this duty; only a device whose funds are the customer's again may
    /// come to that: it was settled without its last records, or put back to before its withdrawal. The operator is told.
    private func shortfall(of duty: Paise, in device: DeviceAccount) throws(DutyFailure) -> Paise {
        guard device.standing == .retired || device.standing == .withdrawn else { return .zero }
        let value = try books.balance(.psdValue(device.psdKey), of: device.customer)
        let shortfall = max(.zero, try duty.subtracting(value))
        if shortfall > .zero {
            try books.raise(
                .registerMismatch, on: device,
                detail: "\(shortfall.rupeeText) of duty came after the funds of \(device.psdKey) were settled.", at: now
            )
        }
        return shortfall
    }
}
