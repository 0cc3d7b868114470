import DutyModel

extension TabletUnit {
    public func audit() async throws(DutyFailure) -> AuditOutcome {
        // Without a licence there is nothing to compare; whoever asks meanwhile has just been given it by the operator.
        if try await base.status().phase == .initialised { try await configure() }
        return try await compareRegisters()
    }

    private func compareRegisters() async throws(DutyFailure) -> AuditOutcome {
        try await duty(.audit, activity: "Having the registers compared with the books.") { () throws(DutyFailure) in
            let outcome = try await self.drive(
                AuditDialogue(recordsPerBatch: self.settings.recordsPerBatch))
            await self.services.auditWasMade(of: self.enrolledKey)
            return outcome
        }
    }
}
