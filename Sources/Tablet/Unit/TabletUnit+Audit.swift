import DutyModel
import Exchanges

extension TabletUnit {
    /// As `MachineOperations` says.
    public func audit(act: ActID?) async throws(DutyFailure) -> AuditOutcome {
        try await self.act(act) { () async throws(DutyFailure) in
            do throws(DutyFailure) {
                // Without a licence there is nothing to compare; whoever asks meanwhile has just been given it by the
                // operator.
                if try await base.status().phase == .initialised { try await configure() }
            } catch {
                throw error.beforeItWasAsked
            }
            return try await compareRegisters(act)
        }
    }

    private func compareRegisters(_ act: ActID?) async throws(DutyFailure) -> AuditOutcome {
        try await duty(.audit, activity: "Having the registers compared with the books.") { () throws(DutyFailure) in
            let outcome = try await self.settled(
                act, wish: "the audit was begun",
                found: { (deed) async throws(DutyFailure) in try await self.audited(deed) }
            ) { () async throws(DutyFailure) in
                let namesRoot = await self.services.backEndReads(.rootedAudit, asking: self.enrolledKey)
                return try await self.drive(
                    AuditDialogue(
                        recordsPerBatch: self.settings.recordsPerBatch, act: act, namesRoot: namesRoot))
            }
            await self.services.auditWasMade(of: self.enrolledKey)
            return outcome
        }
    }

    /// What the audit of an act found; nil while it has no verdict.
    private func audited(_ deed: ActDeed) async throws(DutyFailure) -> AuditOutcome? {
        guard case .audit(_, let differences?) = deed else { return nil }
        guard let due = try await base.status().inspectionDue else { return nil }
        return AuditOutcome(differences: differences, inspectionDue: due)
    }
}
