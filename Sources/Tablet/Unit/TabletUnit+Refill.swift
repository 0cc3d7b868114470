import DutyModel
import Exchanges

extension TabletUnit {
    /// As `MachineOperations` says.
    public func refill(amount: Paise, act: ActID?) async throws(DutyFailure) -> RefillOutcome {
        try await refill(
            .begin(amount), act, activity: "Asking for \(amount.rupeeText) of funds.",
            wish: "the refill of \(amount.rupeeText) was begun")
    }

    /// As `MachineOperations` says.
    public func continueRefill(act: ActID?) async throws(DutyFailure) -> RefillOutcome {
        try await refill(
            .takeUp, act, activity: "Asking again for the outstanding refill.", wish: "the refill was asked for again")
    }

    /// As `MachineOperations` says.
    public func cancelRefill(act: ActID?) async throws(DutyFailure) -> RefillOutcome {
        try await refill(.cancel, act, activity: "Cancelling the outstanding refill.", wish: "the refill was cancelled")
    }

    private func refill(
        _ kind: RefillDialogue.Wish, _ act: ActID?, activity: String, wish: String
    ) async throws(DutyFailure) -> RefillOutcome {
        let outcome = try await self.act(act) { () async throws(DutyFailure) in
            try await duty(.refill, activity: activity) { () throws(DutyFailure) in
                try await self.settled(
                    act, wish: wish,
                    found: { (deed) async throws(DutyFailure) in try await self.outcome(of: deed) }
                ) { () async throws(DutyFailure) in
                    try await self.drive(RefillDialogue(kind, tries: self.settings.refillTries, act: act))
                }
            }
        }
        // The back end may have said on the way that it wishes for an audit.
        wake()
        return outcome
    }

    /// How the refill of an act was decided; nil where it is still pending.
    private func outcome(of deed: ActDeed) async throws(DutyFailure) -> RefillOutcome? {
        switch deed {
        case .refill(let operation, let decision?), .cancellation(let operation, let decision?):
            RefillOutcome(decision, of: operation.amount, registers: try await base.status().registers)
        default: nil
        }
    }
}
