import DutyModel
import Exchanges
import Signing

extension DeviceState {
    /// Judges the beginning of a withdrawal; nil where this one has begun already.
    func decideBeginWithdrawal(id: OperationID, at reading: ClockReading) throws(DutyFailure) -> DeviceEvent? {
        if phase == .withdrawPending, fatalReason == nil, outstandingWithdrawal?.id == id { return nil }
        try require(.beginWithdrawal)
        guard outstandingRefill == nil else {
            throw DutyFailure(.refillOutstanding, "A refill is outstanding; its money would be lost.")
        }
        // The back end would refuse its end; one that is out of use may still give its funds back.
        if standing?.state != .retired, let lock = standingLock { throw lock }
        return .withdrawalBegun(id, reading)
    }

    /// The question about the withdrawal.
    func decideAskWithdrawal(nonce: Nonce) throws(DutyFailure) -> (id: OperationID, question: AskedQuestion) {
        try require(.requestWithdrawal)
        guard usage.unsentCount == 0 else {
            throw DutyFailure(.psdUploadOverdue, "Usage records must be uploaded before the device is withdrawn.")
        }
        guard let id = outstandingWithdrawal?.id else {
            throw DutyFailure(.psdStateRefuses, "No withdrawal has begun.")
        }
        return (id, try nextQuestion(nonce: nonce))
    }

    /// Judges the order that removes the funds.
    func decideCompleteWithdrawal(
        _ order: WithdrawalOrder, at reading: ClockReading, offered: DeviceStanding?, verifier: any FormVerifier
    ) throws(DutyFailure) -> DeviceEvent {
        try require(.completeWithdrawal)
        try verifier.require(order, by: try fundsKey(), on: "withdrawal")
        try requireInForce(.funds, at: order.time)
        guard order.psdKey == psdKey else {
            throw DutyFailure(.grantNotMine, "The withdrawal belongs to another device.")
        }
        guard let outstanding = outstandingWithdrawal, outstanding.id == order.id, let asked = outstanding.asked,
            asked.nonce == order.nonce, asked.statementCounter == order.statementCounter
        else {
            throw DutyFailure(.nonceStale, "The withdrawal belongs to an earlier question.")
        }
        try requireEpoch(order.epoch)
        try Self.requireCalendar(order.time)
        guard order.removed == registers.descending else {
            throw DutyFailure(.grantControlTotal, "The withdrawal does not remove exactly the funds left.")
        }
        let unlocking = try requireStanding(order.standing, offered: offered)
        return DeviceEvent.withdrawn(removed: order.removed, epoch: order.epoch, time: order.time, reading)
            .unlocking(by: unlocking)
    }

    /// What is to be confirmed, under a statement counter of its own.
    func decideConfirmWithdrawal() throws(DutyFailure) -> (id: OperationID, statementCounter: UInt64) {
        try require(.confirmWithdrawal)
        guard let id = completedWithdrawal else {
            throw DutyFailure(.psdStateRefuses, "The journal does not name the withdrawal, so it cannot be confirmed.")
        }
        return (id, try nextStatementCounter())
    }
}
