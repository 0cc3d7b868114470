import DutyModel
import Exchanges

/// How restored books take up the end of a device that came after their backup.
///
/// What the device signed at its end names all that was ever granted to it. What these books lack of it was never taken
/// from the customer's funds here, so exactly that much less goes back to them. Records that nobody holds any more stay
/// visible as value of the ended device.
extension FundsDesk {
    /// Takes up a withdrawal that was ordered before, and returns what could be given back for it.
    package func takeUp(
        _ withdrawal: WithdrawalOnBook, of psdKey: PSDKeyID
    ) throws(DutyFailure) -> (device: DeviceAccount, booked: Paise) {
        var device = try require(psdKey)
        let total = try withdrawal.end.ascending.adding(withdrawal.removed)
        let booked = try whatGoesBack(
            withdrawal.removed, grantedInAll: total, appliedThrough: withdrawal.end.appliedSequence, of: device)
        if booked > .zero { try post(try .withdrawal(booked, psdKey: psdKey, customer: device.customer)) }
        try books.add(withdrawal, of: device, at: now)
        device.end(as: .withdrawn, at: now)
        try books.update(device, readAtSequence: device.nextSequence)
        return (device, booked)
    }

    /// Takes up that a retired device's money, so much in all, went back to the customer; `total` had been granted to it
    /// by then.
    package func takeUpSettlement(_ amount: Paise, grantedInAll total: Paise, of psdKey: PSDKeyID) throws(DutyFailure) {
        let device = try require(psdKey)
        guard device.standing == .retired else {
            throw DutyFailure(.nothingToSettle, "\(psdKey) was settled, and is not retired in these books.")
        }
        let booked = try whatGoesBack(amount, grantedInAll: total, appliedThrough: device.nextSequence - 1, of: device)
        if booked > .zero { try post(try .settlement(booked, psdKey: psdKey, customer: device.customer)) }
    }

    /// Takes up a refund that was paid before. Throws `nothing_to_settle` where the impression's record is not on the
    /// books: an operator refunds it again once the machine has brought it.
    package func takeUp(_ refund: RefundOnBook, of psdKey: PSDKeyID) throws(DutyFailure) {
        let device = try require(psdKey)
        guard let duty = try books.usageDuty(refund.counter, of: device),
            try books.spoil(refund.counter, of: device) != nil
        else {
            throw DutyFailure(
                .nothingToSettle,
                "The refund of impression \(refund.counter) of \(psdKey) waits for its record; refund it again then.")
        }
        try book(refund, state: duty.state, of: device)
    }

    /// Takes up that grants which a device gave up, in the request to be withdrawn that it signed, went back to the customer.
    ///
    /// What these books lack of them is booked first: asked for again, it would be granted a second time. Where a grant
    /// before it is missing too, its money never left the customer's funds here, and nothing goes back.
    /// Throws `signature_bad` where the device did not sign the request, or the funds service a grant.
    package func takeUpReturn(of grants: [RefillAnswer], by request: WithdrawalRequest) throws(DutyFailure) {
        var device = try require(request.statement.psdKey)
        let sequence = device.nextSequence
        try verifier.require(request, by: device.publicKey, on: "withdrawal request")
        try books.keep(request, of: device, at: now)
        for answer in grants where answer.operation.psdKey == device.psdKey {
            let operation = answer.operation
            try requireOwn(answer)
            guard operation.sequence > request.statement.appliedSequence, case .granted(let total) = answer.decision
            else { continue }
            if operation.sequence == device.nextSequence,
                try total == device.controlTotal.adding(operation.amount)
            {
                try takeBack(answer, controlTotalAfter: total, into: &device)
            }
            if let held = try books.grant(operation.sequence, of: device), held.answerHash == answer.hash,
                held.end == nil
            {
                try giveBack([held], of: device)
            }
        }
        try books.update(device, readAtSequence: sequence)
    }

    /// Takes up a suspicion that was published, unless an operator has looked at the device since, or the books hold it
    /// already; whether they did not.
    package func takeUp(_ published: DeviceSuspicion, of psdKey: PSDKeyID) throws(DutyFailure) -> Bool {
        var device = try require(psdKey)
        let isExamined = device.examinedAt.map { $0 >= published.since } ?? false
        let isHeld = device.suspicion.map { $0.fromCounter <= published.fromCounter } ?? false
        guard !isExamined, !isHeld else { return false }
        try suspend(
            &device, from: published.fromCounter,
            "By the key list, stamps of \(psdKey) from item \(published.fromCounter) on are under examination.")
        device.suspicion = DeviceSuspicion(
            since: min(published.since, device.suspicion?.since ?? now),
            fromCounter: device.suspicion?.fromCounter ?? published.fromCounter)
        try books.update(device, readAtSequence: device.nextSequence)
        return true
    }

    /// What goes back of an amount, of which the part that was granted after the backup is still in the customer's funds.
    private func whatGoesBack(
        _ amount: Paise, grantedInAll total: Paise, appliedThrough applied: UInt64, of device: DeviceAccount
    ) throws(DutyFailure) -> Paise {
        // Nothing is on its way to a device that ended: it applied a grant, or never will.
        try confirmGrants(through: applied, of: device)
        let returned = try giveBack(try books.grantsInTransit(through: device.nextSequence - 1, of: device), of: device)
        let held = try device.controlTotal.subtracting(returned)
        let lost = max(.zero, try total.subtracting(held))
        let owed = try amount.subtracting(lost)
        if owed < .zero {
            try books.raise(
                .grantsMissing, on: device,
                detail:
                    "\(try lost.subtracting(amount).rupeeText) that \(device.psdKey) printed is still in the funds.",
                at: now)
        }
        return max(.zero, min(owed, try books.balance(.psdValue(device.psdKey), of: device.customer)))
    }
}
