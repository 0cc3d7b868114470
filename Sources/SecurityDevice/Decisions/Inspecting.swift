import DutyModel
import Exchanges
import Signing

extension DeviceState {
    /// Judges a verdict: it must answer the last question of the outstanding audit, so that an old verdict
    /// extends nothing.
    func decideApplyVerdict(
        _ verdict: AuditVerdict, at reading: ClockReading, offered: DeviceStanding?, verifier: any FormVerifier
    ) throws(DutyFailure) -> DeviceEvent {
        try require(.applyVerdict)
        try verifier.require(verdict.signature, over: verdict.signedForm, by: try fundsKey(), on: "verdict")
        try requireInForce(.funds, at: verdict.time)
        guard verdict.psdKey == psdKey else {
            throw DutyFailure(.grantNotMine, "The verdict belongs to another device.")
        }
        guard let outstanding = outstandingAudit, outstanding.id == verdict.id, let asked = outstanding.asked,
            asked.nonce == verdict.nonce, asked.statementCounter == verdict.statementCounter
        else {
            throw DutyFailure(.nonceStale, "The verdict belongs to an earlier audit.")
        }
        try requireEpoch(verdict.epoch)
        try Self.requireCalendar(verdict.time)
        try Self.requireCalendar(verdict.inspectionDue)
        let unlocking = try requireStanding(verdict.standing, offered: offered)
        return DeviceEvent.audited(
            verdict.differences, inspectionDue: verdict.inspectionDue, epoch: verdict.epoch, time: verdict.time,
            reading
        ).unlocking(by: unlocking)
    }
}
