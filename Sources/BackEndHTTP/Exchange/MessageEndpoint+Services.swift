import BackEnd
import DutyModel
import Exchanges
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
        let enrolment = installation.enrolment
        switch body {
        case .directoryRequest(let request):
            return .directoryAnswer(try await installation.distributor.directory(for: request.psdKey, from: identity))
        case .question(.configuration(let request)):
            return .reply(.configuration(try await enrolment.configure(request, from: identity, reading: forms)))
        case .question(.licence(let report)):
            try await enrolment.takeUp(report, from: identity)
            return .reply(.acknowledgement)
        case .question(.attestation(let attestation)):
            return .reply(try await enrolment.hear(attestation, from: identity, reading: forms))
        default: throw unexpected
        }
    }

    private func funds(_ body: MessageBody, from caller: MachineCaller) async throws(DutyFailure) -> MessageBody {
        let funds = installation.funds
        guard case .question(let question) = body else { throw unexpected }
        switch question {
        case .refill(let request): return .reply(.refillAnswer(try await funds.refill(request, from: caller)))
        case .grantReport(let report): try await funds.reimport(report, from: caller)
        case .audit(let request): return .reply(.auditVerdict(try await funds.audit(request, from: caller)))
        case .withdrawal(let request): return .reply(.withdrawalOrder(try await funds.withdraw(request, from: caller)))
        case .withdrawalConfirmation(let confirmation): try await funds.confirm(confirmation, from: caller)
        case .usage, .spoil, .configuration, .licence, .attestation: throw unexpected
        }
        return .reply(.acknowledgement)
    }

    private func transactions(
        _ body: MessageBody, from caller: MachineCaller
    ) async throws(DutyFailure) -> MessageBody {
        switch body {
        case .question(.usage(let batch)):
            return .reply(.usageReceipt(try await installation.transactions.accept(batch, from: caller)))
        case .question(.spoil(let spoil)):
            try await installation.transactions.declare(spoil, from: caller)
            return .reply(.acknowledgement)
        default: throw unexpected
        }
    }

    private var unexpected: DutyFailure {
        DutyFailure(.messageUnexpected, "The service \(service.rawValue) does not answer this message.")
    }
}
