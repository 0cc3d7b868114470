import DutyModel

/// What the machine does by itself, and nobody asks about.
extension MachineOperations {
    /// Franks without a name.
    public func frank(_ order: FrankingWish) async throws(DutyFailure) -> ImpressionSummary {
        try await frank(order, act: nil)
    }
    /// Asks for funds without a name.
    public func refill(amount: Paise) async throws(DutyFailure) -> RefillOutcome {
        try await refill(amount: amount, act: nil)
    }
    /// Takes up the pending refill without a name.
    public func continueRefill() async throws(DutyFailure) -> RefillOutcome { try await continueRefill(act: nil) }
    /// Gives the pending refill up without a name.
    public func cancelRefill() async throws(DutyFailure) -> RefillOutcome { try await cancelRefill(act: nil) }
    /// Has the registers compared without a name.
    public func audit() async throws(DutyFailure) -> AuditOutcome { try await audit(act: nil) }
    /// As `upload(act:)`, by the machine itself.
    public func upload() async throws(DutyFailure) -> UploadOutcome { try await upload(act: nil) }
    /// Withdraws the machine, or goes on with that, without a name.
    public func withdraw() async throws(DutyFailure) -> WithdrawalOutcome { try await withdraw(act: nil) }
    /// Gives the device its next life without a name.
    public func beginNextLife() async throws(DutyFailure) { try await beginNextLife(act: nil) }
    /// Declares a print spoiled without a name.
    public func declareSpoiled(counter: UInt32) async throws(DutyFailure) {
        try await declareSpoiled(counter: counter, act: nil)
    }
}
