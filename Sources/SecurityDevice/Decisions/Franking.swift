import DutyModel
import Exchanges

extension DeviceState {
    /// The impression that the order makes, and the registers after it; throws the reason for a refusal.
    func decideFrank(
        _ order: FrankingOrder, at reading: ClockReading, limits: DeviceLimits
    ) throws(DutyFailure) -> (stamp: StampRecord, registers: Registers) {
        if let lock = frankingLock(at: reading, limits: limits) { throw lock }
        let key = try requireKey()
        let authorisation = try requireAuthorisation()
        guard order.state == authorisation.state else {
            throw DutyFailure(.stateNotLicensed, "The licence is for \(authorisation.state), not \(order.state).")
        }
        guard order.amount > .zero else { throw DutyFailure(.amountNotPositive, "The duty is not above zero.") }
        let most = min(registers.descending, authorisation.limits.cap)
        guard order.amount <= authorisation.limits.cap else {
            throw DutyFailure(.amountOverCap, "The duty is above the cap of the licence.", maximumAllowed: most)
        }
        guard order.amount <= registers.descending else {
            throw DutyFailure(.amountOverFunds, "The duty is more than the funds left.", maximumAllowed: most)
        }
        if let spent = inspection?.value, try spent.adding(order.amount) > authorisation.limits.valuePerInspection {
            throw DutyFailure(.psdInspectionLimit, "No more duty than this is allowed before the next inspection.")
        }
        let time = now(at: reading)
        guard (0...Int64(UInt32.max)).contains(time.seconds) else {
            throw DutyFailure(.psdStateRefuses, "The device's time is outside of what a stamp can say.")
        }
        let after = Registers(
            ascending: try registers.ascending.adding(order.amount),
            descending: try registers.descending.subtracting(order.amount))
        let stamp = StampRecord(
            psdKey: key, counter: itemCount + 1, value: order.amount, time: time, state: order.state,
            article: order.article)
        return (stamp, after)
    }
}
