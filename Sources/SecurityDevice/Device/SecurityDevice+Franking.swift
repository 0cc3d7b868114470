import DutyModel
import Exchanges
import Signing

extension SecurityDevice {
    /// Debits the duty and makes the impression. The debit is durable on return, so the caller may print; what
    /// happens to the print never gives the money back here. The same act a second time gives the impression that it
    /// made, however often it is asked.
    ///
    /// Throws the reason of a refusal, with the most that would be accepted where the amount is the reason;
    /// `psd_store_full` where disk or store have no room, `prints_unsettled` where too many older prints are open; and what `madeBefore` throws.
    public mutating func frank(
        _ order: FrankingOrder, act: ActID? = nil, at reading: ClockReading
    ) throws(DutyFailure) -> SignedUsageRecord {
        if let made = try madeBefore(order, by: act) { return made }
        try requireWorking()
        let (stamp, registers) = try state.decideFrank(order, at: reading, limits: limits)
        let signedStamp = SignedStamp(record: stamp, signature: try sign(stamp.signedForm))
        let usage = UsageRecord(stamp: signedStamp, registers: registers, previous: state.chainHead)
        let record = SignedUsageRecord(record: usage, signature: try sign(usage.signedForm))
        try commit(.franked(record, reading).by(act), reserve: limits.frankingReserveBytes)
        return record
    }

    private func madeBefore(_ order: FrankingOrder, by act: ActID?) throws(DutyFailure) -> SignedUsageRecord? {
        guard let deed = try state.deedBefore(of: act) else { return nil }
        guard case .franked(let counter) = deed, let record = state.record(counter),
            record.record.stamp.record.fits(order)
        else { throw DeviceState.otherAct }
        return record
    }

    /// Takes note that the transactions service holds records durably; they may then be forgotten here, save
    /// the newest few. A receipt that says nothing new changes nothing. Durable on return.
    ///
    /// Throws `psd_state_refuses`, `signature_bad`, `standing_missing` where the standing that it names was not taken
    /// before, `standing_conflict`, and `receipt_bad` for another device, for a batch of other records than the device
    /// holds, or for an impression that this journal does not know: that is a proof that the journal is old, so the device is
    /// then locked, durably.
    public mutating func applyReceipt(_ receipt: UsageReceipt) throws(DutyFailure) {
        try requireWorking()
        switch try state.decideApplyReceipt(receipt, offered: offeredStanding, verifier: verifier) {
        case .saysNothingNew: break
        case .applies(let event): try commit(event, reserve: 0)
        case .provesOlder(let event, let failure):
            if let event { try commit(event, reserve: 0) }
            throw failure
        }
    }

    /// Takes note that a person had the records sent which wait now; durable on return. The same act a second time changes
    /// nothing. Throws `psd_fatal` for a device that has stopped for good.
    public mutating func noteUpload(_ act: ActID) throws(DutyFailure) {
        try requireWorking()
        if let deed = try state.deedBefore(of: act) {
            guard case .upload = deed else { throw DeviceState.otherAct }
            return
        }
        try state.requireNotStopped()
        let (after, through) = (state.usage.durableThrough, state.itemCount)
        try commit(
            .actNoted(act, .upload(after: after, through: through, isReceived: after == through)),
            reserve: limits.questionReserveBytes)
    }

    /// Records that wait for a receipt, from this counter on, oldest first.
    public func unsentRecords(from counter: UInt32 = 0, limit: Int) -> [SignedUsageRecord] {
        state.usage.unsent(from: counter, limit: limit)
    }

    /// All records that are held, from this counter on, oldest first; sent or not.
    public func history(from counter: UInt32 = 0, limit: Int) -> [SignedUsageRecord] {
        state.usage.history(from: counter, limit: limit)
    }

    /// The newest records, newest first; sent or not.
    public func recentRecords(limit: Int) -> [SignedUsageRecord] { state.usage.recent(limit: limit) }

    /// The record of this impression, where the device still holds it.
    public func record(counter: UInt32) -> SignedUsageRecord? { state.record(counter) }
}

extension StampRecord {
    /// Whether this impression is what the order asks for.
    fileprivate func fits(_ order: FrankingOrder) -> Bool {
        value == order.amount && article == order.article && state == order.state
    }
}
