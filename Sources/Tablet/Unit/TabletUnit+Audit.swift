import DutyModel

extension TabletUnit {
    public func audit() async throws(DutyFailure) -> AuditOutcome {
        try await duty(.audit, activity: "Having the registers compared with the books.") { () throws(DutyFailure) in
            let outcome = try await self.drive(
                AuditDialogue(recordsPerBatch: self.settings.recordsPerBatch))
            await self.services.auditWasMade(of: self.enrolledKey)
            return outcome
        }
    }
}
