import BackEnd
import DutyModel
import Messages

extension MessageEndpoint {
    /// What the service answers to a message; `message_unexpected` for one that another service answers.
    func handle(
        _ envelope: MessageEnvelope, from identity: MachineIdentity, reading forms: [NewerForm]
    ) async throws(DutyFailure) -> MessageBody {
        let caller = MachineCaller(identity: identity, token: envelope.token)
        switch service {
        case .distributor: return try await distributor(envelope.body, from: identity, reading: forms)
        case .funds: return try await funds(envelope.body, from: caller)
        case .transactions: return try await transactions(envelope.body, from: caller)
        }
    }

    private func distributor(
        _ body: MessageBody, from identity: MachineIdentity, reading forms: [NewerForm]
    ) async throws(DutyFailure) -> MessageBody {
        switch body {
        case .directoryRequest(let psdKey):
            let answer = try await installation.distributor.directory(for: psdKey, from: identity)
            return .directoryAnswer(
                DirectoryAnswer(
                    directory: answer.directory, tokens: answer.tokens, auditWanted: answer.auditWanted))
        case .configurationRequest(let request):
            return .deviceConfiguration(
                try await installation.enrolment.configure(request, from: identity, reading: forms))
        case .licenceReport(let report):
            try await installation.enrolment.takeUp(report, from: identity)
            return .acknowledgement
        case .certificateRenewal(let renewal):
            return .machineCertificate(
                try await installation.enrolment.renew(renewal, from: identity, reading: forms))
        default: throw unexpected
        }
    }

    private func funds(_ body: MessageBody, from caller: MachineCaller) async throws(DutyFailure) -> MessageBody {
        let funds = installation.funds
        switch body {
        case .refillRequest(let request): return .refillAnswer(try await funds.refill(request, from: caller))
        case .refillCancellation(let request): return .refillAnswer(try await funds.cancel(request, from: caller))
        case .grantReport(let report):
            try await funds.reimport(report, from: caller)
            return .acknowledgement
        case .auditRequest(let request): return .auditVerdict(try await funds.audit(request, from: caller))
        case .withdrawalRequest(let request): return .withdrawalOrder(try await funds.withdraw(request, from: caller))
        case .withdrawalConfirmation(let confirmation):
            try await funds.confirm(confirmation, from: caller)
            return .acknowledgement
        default: throw unexpected
        }
    }

    private func transactions(
        _ body: MessageBody, from caller: MachineCaller
    ) async throws(DutyFailure) -> MessageBody {
        switch body {
        case .usageBatch(let batch):
            return .usageReceipt(try await installation.transactions.accept(batch, from: caller))
        case .spoilDeclaration(let spoil):
            try await installation.transactions.declare(spoil, from: caller)
            return .acknowledgement
        default: throw unexpected
        }
    }

    private var unexpected: DutyFailure {
        DutyFailure(.messageUnexpected, "The service \(service.rawValue) does not answer this message.")
    }
}
