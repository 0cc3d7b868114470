import DutyModel

extension TabletUnit {
    public func refill(amount: Paise) async throws(DutyFailure) -> RefillOutcome {
        try await refill(.begin(amount), activity: "Asking for \(amount.rupeeText) of funds.")
    }

    public func continueRefill() async throws(DutyFailure) -> RefillOutcome {
        try await refill(.takeUp, activity: "Asking again for the outstanding refill.")
    }

    public func cancelRefill() async throws(DutyFailure) -> RefillOutcome {
        try await refill(.cancel, activity: "Cancelling the outstanding refill.")
    }

    private func refill(
        _ wish: RefillDialogue.Wish, activity: String
    ) async throws(DutyFailure) -> RefillOutcome {
        let outcome = try await duty(.refill, activity: activity) { () throws(DutyFailure) in
            try await self.drive(RefillDialogue(wish, tries: self.settings.refillTries))
        }
        // The back end may have said on the way that it wishes for an audit.
        wake()
        return outcome
    }
}
