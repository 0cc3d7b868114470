import BackEnd
import DutyModel
import Messages

extension MessageEndpoint {
    /// What the service answers to a message; `message_unexpected` for one that another service answers.
    func handle(
        _ envelope: MessageEnvelope, from identity: MachineIdentity
    ) async throws(DutyFailure) -> MessageBody {
        let caller = MachineCaller(identity: identity, token: envelope.token)
        switch (service, envelope.body) {
        case (.distributor, .directoryRequest(let psdKey)):
            let answer = try await installation.distributor.directory(for: psdKey, from: identity)
            return .directoryAnswer(
                DirectoryAnswer(directory: answer.directory, tokens: answer.tokens, auditWanted: false))
        case (.funds, .refillRequest(let request)):
            return .refillAnswer(try await installation.funds.refill(request, from: caller))
        case (.funds, .auditRequest(let request)):
            return .auditVerdict(try await installation.funds.audit(request, from: caller))
        case (.transactions, .usageBatch(let batch)):
            return .usageReceipt(try await installation.transactions.accept(batch, from: caller))
        default:
            throw DutyFailure(.messageUnexpected, "The service \(service.rawValue) does not answer this message.")
        }
    }
}
