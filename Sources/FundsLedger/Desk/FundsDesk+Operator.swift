import DutyModel

/// What operators do to the books.
extension FundsDesk {
    /// Pays money in under a challan number; throws `challan_used` where the number was used before, by whomever.
    package func deposit(_ amount: Paise, challan: String, customer: CustomerAccount) throws(DutyFailure) {
        let booking = try LedgerOperation.deposit(amount, challan: challan, customer: customer)
        // Asked here, since a sum past what can be counted would look like a damaged database further down.
        _ = try books.balance(.customerFunds, of: customer).adding(amount)
        _ = try books.balance(.externalCash, of: customer).subtracting(amount)
        try payIn(booking, challan: challan)
    }

    /// Books money that came in under a challan number; throws `challan_used`.
    private func payIn(_ booking: LedgerOperation, challan: String) throws(DutyFailure) {
        guard try books.take(challan: challan, for: booking.customer), try books.post(booking, at: now) else {
            throw DutyFailure(.challanUsed, "Challan \(challan) was paid in before.")
        }
    }

    /// Takes a deposit that was booked by mistake out again, by a booking of its own; the challan's number stays used.
    /// Returns the deposit.
    ///
    /// Throws `deposit_unknown` for a number under which nothing was paid in, `deposit_reversed` a second time,
    /// `account_funds_short` where the account holds less than the deposit, and `value_malformed` for the reason.
    package func reverseDeposit(challan: String, because reason: String) throws(DutyFailure) -> DepositOnBook {
        guard let deposit = try books.deposit(challan: challan) else {
            throw DutyFailure(
                .depositUnknown, "No money was paid in under challan \(ForeignText.shown(challan, most: 64)).")
        }
        let reversal = try DepositReversal(of: deposit, because: reason)
        let booking = try LedgerOperation.reversal(of: deposit)
        guard try !books.isReversed(challan: challan) else {
            throw DutyFailure(.depositReversed, "The deposit under challan \(challan) was reversed before.")
        }
        let held = try books.balance(.customerFunds, of: deposit.customer)
        guard deposit.amount <= held else {
            throw DutyFailure(
                .accountFundsShort,
                "Account \(deposit.customer) holds \(held.rupeeText); the deposit under challan \(challan) was "
                    + "\(deposit.amount.rupeeText).",
                remedy:
                    "What is in a device comes back when the device is withdrawn. Reverse the deposit when the account "
                    + "holds all of it.")
        }
        guard try books.post(booking, at: now) else {
            throw DutyFailure(.depositReversed, "The deposit under challan \(challan) was reversed before.")
        }
        try books.add(reversal, at: now)
        return deposit
    }

    /// Settles what a retired device left: grants in transit go back to the customer, and so do the funds that it
    /// held by the newest thing it signed. Returns both amounts.
    ///
    /// Throws `nothing_to_settle` for a device that is not retired, or where nothing is left, `psd_clone_suspected` for
    /// one under suspicion and `story_incomplete` for one of which these books lack a part, unless the operator says in
    /// `word` why it is settled all the same; the word is kept.
    package func settleRetired(
        _ psdKey: PSDKeyID, although word: String? = nil
    ) throws(DutyFailure) -> (returned: Paise, settled: Paise) {
        let device = try require(psdKey)
        guard device.standing != .withdrawn else {
            throw DutyFailure(.nothingToSettle, "\(psdKey) gave its funds back when it was withdrawn.")
        }
        guard device.standing == .retired else {
            throw DutyFailure(
                .nothingToSettle, "\(psdKey) is in use; it settles its own funds.",
                remedy: "If it is destroyed or lost, take it out of use first with “dutymark backend retire”.")
        }
        let returned = try giveBack(try books.grantsInTransit(through: device.nextSequence - 1, of: device), of: device)
        let settled = try fundsLeft(in: device)
        if settled > .zero { try post(try .settlement(settled, psdKey: psdKey, customer: device.customer)) }
        guard returned > .zero || settled > .zero else {
            throw DutyFailure(.nothingToSettle, "Nothing of \(psdKey) is left to settle.")
        }
        try requireWord(word, on: "settlement:\(psdKey)", of: device)
        return (returned, settled)
    }

    /// The funds a device held by the newest thing it signed, as far as the books hold them: the descending register
    /// of its last statement, or that of its last usage record where that one was made later. Records that came after the
    /// key was revoked say nothing of it, whatever their numbers.
    private func fundsLeft(in device: DeviceAccount) throws(DutyFailure) -> Paise {
        let value = try books.balance(.psdValue(device.psdKey), of: device.customer)
        let head = try books.usageHead(of: device)
        let byRecord = try head.controlTotal.subtracting(head.point.ascending)
        // The number of the newest record may be one of those; the ascending register is the last accepted one's.
        let isAfterRevocation = device.revocation != nil && head.point.chainHead == nil
        guard let statement = device.lastStatement,
            isAfterRevocation
                ? statement.registers.ascending >= head.point.ascending : statement.itemCount > head.point.counter
        else {
            // Every impression the device told of is booked: what the books say it holds, it held.
            return head.point.chainHead == nil ? max(.zero, min(value, byRecord)) : value
        }
        return max(.zero, min(value, statement.registers.descending))
    }

    /// Lifts the suspicion of a clone, or a block, after people have looked; of a device that is out of use or was
    /// replaced, the suspicion alone. Returns how the device stands from now on; throws `nothing_to_settle` otherwise.
    ///
    /// The machine hears of it by a newer standing, which counts for it with its next audit; it is asked for one. Books
    /// that were put back since the device got its last standing may have forgotten a lock that the machine still
    /// holds: then a device that stands active here gets a newer standing as well.
    @discardableResult
    package func unlock(_ psdKey: PSDKeyID) throws(DutyFailure) -> PSDStanding {
        var device = try require(psdKey)
        let isLocked = device.standing == .cloneSuspected || device.standing == .blocked
        let mayBeLockedUnseen =
            device.standing.told.state == .active && epoch > device.newestStanding?.number.epoch ?? 1
        guard isLocked || device.suspicion != nil || mayBeLockedUnseen else {
            throw DutyFailure(
                .nothingToSettle, "\(psdKey) is neither blocked nor suspected.",
                remedy: "“dutymark backend devices” shows how each device stands.")
        }
        device.suspicion = nil
        device.examinedAt = now
        // Only a good audit makes it fit for a refill again.
        if isLocked {
            device.standing = .auditFailed
        } else if mayBeLockedUnseen {
            try issue(.active, nil, to: &device)
        }
        if device.endedAt == nil { device.auditWantedAt = now }
        try write(device, readAtSequence: device.nextSequence)
        return device.standing
    }

    /// Blocks a device: it is refilled no more until it is unlocked. Throws `psd_retired` for one that is out of use or
    /// was replaced, and `psd_clone_suspected` for one that is locked for that.
    package func block(_ psdKey: PSDKeyID) throws(DutyFailure) {
        var device = try require(psdKey)
        guard device.endedAt == nil else { throw DutyFailure(.psdRetired, "\(psdKey) is out of use.") }
        // Unlocked again, it would be as fit for refills as the device that took its place.
        guard device.standing != .replaced else {
            throw DutyFailure(.psdRetired, "Another device took the place of \(psdKey); it gets no refill anyway.")
        }
        guard device.standing != .cloneSuspected else {
            // It is refilled no more as it is, and lifting a block would lift the suspicion unseen.
            throw DutyFailure(.psdCloneSuspected, "A copy of \(psdKey) is suspected, which locks it already.")
        }
        device.standing = .blocked
        try write(device, readAtSequence: device.nextSequence)
    }

    /// Asks a device for an audit: it hears of it when it next asks the distributor. Throws `psd_retired`.
    package func wantAudit(of psdKey: PSDKeyID) throws(DutyFailure) {
        var device = try require(psdKey)
        guard device.endedAt == nil else { throw DutyFailure(.psdRetired, "\(psdKey) is out of use.") }
        device.auditWantedAt = now
        try write(device, readAtSequence: device.nextSequence)
    }

    /// Money from outside explains what is in suspense; throws `nothing_to_settle` for more than is there, and
    /// `challan_used`.
    package func clearSuspense(_ amount: Paise, challan: String, customer: CustomerAccount) throws(DutyFailure) {
        let missing = try Paise.zero.subtracting(try books.balance(.suspense, of: customer))
        guard amount <= missing else {
            throw DutyFailure(
                .nothingToSettle, "\(missing.rupeeText) of \(customer) is in suspense.",
                remedy: "“dutymark backend accounts” shows what is in suspense.", maximumAllowed: missing)
        }
        try payIn(try .clearance(amount, reference: challan, customer: customer), challan: challan)
    }
}
