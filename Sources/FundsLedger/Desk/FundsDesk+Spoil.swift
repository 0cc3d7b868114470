import DutyModel
import Exchanges

extension FundsDesk {
    /// Takes a device's word that a print is spoiled; a second time changes nothing. It is kept whether the impression's
    /// record has come, comes later, or was set aside; nothing follows from it without a booked record.
    ///
    /// Throws `usage_conflict` where the impression was declared with other content, where its value is not that of the
    /// impression on the books, and for an item number of another life.
    package func declare(_ spoil: SpoilDeclaration) throws(DutyFailure) {
        let device = try require(spoil.psdKey)
        guard spoil.counter > device.start.itemCount else {
            throw DutyFailure(.usageConflict, "\(device.psdKey) made no impression \(spoil.counter).")
        }
        if let held = try books.spoil(spoil.counter, of: device) {
            guard held == spoil else {
                throw DutyFailure(.usageConflict, "Impression \(spoil.counter) was declared spoiled otherwise.")
            }
            return
        }
        if let duty = try books.usageDuty(spoil.counter, of: device), duty.value != spoil.value {
            throw DutyFailure(.usageConflict, "Impression \(spoil.counter) has another value than the one declared.")
        }
        try books.add(spoil, of: device, at: now)
    }

    /// Gives back what a state's dated rules allow for an impression that its device declared spoiled.
    ///
    /// Throws `nothing_to_settle` where it was not declared or its record is not on the books, `operation_conflict`
    /// where it was refunded before, `refund_not_allowed`, `psd_clone_suspected` for a device under suspicion,
    /// `signer_revoked` for one whose key was revoked and `story_incomplete` for one of which these books lack a part, unless the operator says in `word` why it is paid all
    /// the same; the word is kept with the refund.
    package func refund(
        _ counter: UInt32, of psdKey: PSDKeyID, rules: RefundSchedule, although word: String? = nil
    ) throws(DutyFailure) -> RefundOnBook {
        let device = try require(psdKey)
        guard let spoil = try books.spoil(counter, of: device) else {
            throw DutyFailure(
                .nothingToSettle, "Impression \(counter) of \(psdKey) was not declared spoiled.",
                remedy: "“dutymark backend spoils” lists what was declared; the machine declares a print spoiled.")
        }
        guard let duty = try books.usageDuty(counter, of: device) else {
            throw DutyFailure(
                .nothingToSettle, "The record of impression \(counter) of \(psdKey) is not booked.",
                remedy: "Let the machine upload its records first; one that was set aside has an alarm.")
        }
        guard try books.refund(counter, of: device) == nil else {
            throw DutyFailure(
                .operationConflict, "Impression \(counter) of \(psdKey) was refunded before.",
                remedy: "“dutymark backend spoils” shows what was given back.")
        }
        guard duty.value == spoil.value else {
            throw DutyFailure(.registerMismatch, "Impression \(counter) was declared with another value than it has.")
        }
        let terms = try rules.terms(
            state: duty.state, value: duty.value, impressionMade: duty.time, declaredSpoiled: spoil.time)
        let refund = RefundOnBook(counter: counter, paid: terms.paid, deduction: terms.deduction, rule: terms.rule)
        if refund.paid > .zero {
            try requireWord(word, on: "refund:\(psdKey):\(counter)", of: device, declaredUnder: device.revocation)
        }
        try book(refund, state: duty.state, of: device)
        return refund
    }

    /// Books a refund of a duty of this state and remembers it.
    func book(_ refund: RefundOnBook, state: StateCode, of device: DeviceAccount) throws(DutyFailure) {
        let (key, customer) = (device.psdKey, device.customer)
        if refund.paid > .zero {
            try post(try .refund(refund.paid, state: state, psdKey: key, counter: refund.counter, customer: customer))
            try post(try .refundCredit(refund.paid, psdKey: key, counter: refund.counter, customer: customer))
        }
        try books.add(refund, of: device, at: now)
    }
}
