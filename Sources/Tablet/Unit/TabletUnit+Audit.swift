import BaseProtocol
import DutyModel
import Messages

extension TabletUnit {
    public func audit() async throws(DutyFailure) -> AuditOutcome {
        try await duty(.audit, activity: "Having the registers compared with the books.") { () throws(DutyFailure) in
            let request = try await self.base.ask(.auditRequest) {
                if case .auditRequest(let request) = $0 { request } else { nil }
            }
            let body = try await self.services.ask(.funds, .auditRequest(request))
            guard case .auditVerdict(let verdict) = body else { throw ServiceSession.unexpected(body) }
            try await self.base.perform(.applyVerdict(verdict))
            return AuditOutcome(differences: verdict.differences, inspectionDue: verdict.inspectionDue)
        }
    }
}
