import DutyModel
import NetworkSetup

@testable import Tablet

/// What a test has the machine do without a name.
extension MachineOperations {
    func frank(_ order: FrankingWish) async throws(DutyFailure) -> ImpressionSummary {
        try await frank(order, act: nil)
    }
    func refill(amount: Paise) async throws(DutyFailure) -> RefillOutcome {
        try await refill(amount: amount, act: nil)
    }
    func continueRefill() async throws(DutyFailure) -> RefillOutcome { try await continueRefill(act: nil) }
    func cancelRefill() async throws(DutyFailure) -> RefillOutcome { try await cancelRefill(act: nil) }
    func audit() async throws(DutyFailure) -> AuditOutcome { try await audit(act: nil) }
    func upload() async throws(DutyFailure) -> UploadOutcome { try await upload(act: nil) }
    func withdraw() async throws(DutyFailure) -> WithdrawalOutcome { try await withdraw(act: nil) }
    func beginNextLife() async throws(DutyFailure) { try await beginNextLife(act: nil) }
    func declareSpoiled(counter: UInt32) async throws(DutyFailure) {
        try await declareSpoiled(counter: counter, act: nil)
    }
}

extension NetworkDesk {
    func change(_ wish: NetworkWish) async throws(DutyFailure) -> NetworkChange { try await change(wish, act: nil) }
    func confirm() async throws(DutyFailure) -> NetworkStanding { try await confirm(act: nil) }
}
