import BackEnd
import DutyModel
import Exchanges
import Messages
import Signing
import Synchronization
import Tablet

/// What goes wrong with one message.
enum TransportFault: Sendable {
    /// It never arrives.
    case questionLost(FailureCode)
    /// The service acts on it, its answer is lost.
    case answerLost(FailureCode)
    /// It arrives twice; the second answer comes back.
    case doubled
    /// The answer to the message before comes back instead.
    case answerDelayed
    /// The service refuses it, this once.
    case refused(FailureCode)
    /// What comes back is no message.
    case garbage
    /// The answer bears another name.
    case wrongName
    /// The standing that goes with the answer is kept back.
    case standingKeptBack
    /// The directory is signed by somebody else.
    case forgedDirectory
    /// The directory names a host that the guide does not.
    case strangerInDirectory
}

/// Carries messages to a real back end in this process, with faults where a test wants them.
final class ScriptedTransport: MessageTransport {
    private struct State {
        var faults: [ServiceName: [TransportFault]] = [:]
        var posted: [ServiceName] = []
        var attested = 0
        var wishesAudit = false
        var lastAnswer: [ServiceName: [UInt8]] = [:]
    }

    private let backEnd: BackEndInstallation
    private let identity: MachineIdentity
    private let state = Mutex(State())

    init(_ backEnd: BackEndInstallation, identity: MachineIdentity) {
        self.backEnd = backEnd
        self.identity = identity
    }

    /// Lets the next messages to a service go wrong, one each.
    func script(_ service: ServiceName, _ faults: TransportFault...) {
        state.withLock { $0.faults[service, default: []] += faults }
    }

    /// Whether an operator asks for an audit.
    func setWish(forAudit wish: Bool) { state.withLock { $0.wishesAudit = wish } }

    /// How many attestations were sent.
    var attested: Int { state.withLock { $0.attested } }

    /// The services that messages were sent to, in order; attestations apart.
    var posted: [ServiceName] { state.withLock { $0.posted } }

    func post(
        _ message: [UInt8], to location: ServiceLocation
    ) async throws(DutyFailure) -> MessageAnswer {
        MessageAnswer(try await carry(message, to: location), reads: NewerForm.readByBackEnds)
    }

    private func carry(_ message: [UInt8], to location: ServiceLocation) async throws(DutyFailure) -> [UInt8] {
        let service = location.service
        let envelope = try MessageCodec().decode(message)
        let isAttestation = if case .question(.attestation) = envelope.body { true } else { false }
        let (fault, before) = state.withLock { state in
            if isAttestation { state.attested += 1 } else { state.posted.append(service) }
            let fault = state.faults[service]?.isEmpty == false ? state.faults[service]?.removeFirst() : nil
            return (fault, state.lastAnswer[service])
        }
        if case .questionLost(let code) = fault { throw DutyFailure(code, "Lost on the way.") }
        if case .refused(let code) = fault { return refusal(DutyFailure(code, "Refused."), to: envelope) }
        var answer = await answer(envelope, fault)
        if case .doubled = fault { answer = await self.answer(envelope, nil) }
        state.withLock { $0.lastAnswer[service] = answer }
        switch fault {
        case .answerLost(let code): throw DutyFailure(code, "Lost on the way back.")
        case .answerDelayed: return before ?? answer
        case .garbage: return Array("<html>Welcome to this hotel</html>".utf8)
        default: return answer
        }
    }

    private func answer(_ envelope: MessageEnvelope, _ fault: TransportFault?) async -> [UInt8] {
        do throws(DutyFailure) {
            var id = envelope.id
            if case .wrongName = fault { id = OperationID(unchecked: Array(repeating: 9, count: OperationID.length)) }
            let body = try await body(for: envelope, fault)
            var standing = await standing(envelope)
            if case .standingKeptBack = fault { standing = nil }
            return MessageCodec().encode(
                MessageEnvelope(id: id, machine: envelope.machine, standing: standing, body: body))
        } catch {
            return refusal(error, to: envelope, standing: await standing(envelope))
        }
    }

    private func standing(_ question: MessageEnvelope) async -> DeviceStanding? {
        guard let key = question.body.psdKey else { return nil }
        return try? await backEnd.newestStanding(of: key, for: identity)
    }

    private func refusal(
        _ failure: DutyFailure, to envelope: MessageEnvelope, standing: DeviceStanding? = nil
    ) -> [UInt8] {
        MessageCodec().encode(
            MessageEnvelope(
                id: envelope.id, machine: envelope.machine, standing: standing, body: .refusal(Refusal(failure))))
    }

    private func body(
        for envelope: MessageEnvelope, _ fault: TransportFault?
    ) async throws(DutyFailure) -> MessageBody {
        let caller = MachineCaller(identity: identity, token: envelope.token)
        switch envelope.body {
        case .directoryRequest(let request):
            let answer = try await backEnd.distributor.directory(for: request.psdKey, from: identity)
            return .directoryAnswer(
                DirectoryAnswer(
                    directory: try spoil(answer.directory, fault), tokens: answer.tokens,
                    auditWanted: state.withLock { $0.wishesAudit }))
        case .question(.refill(let request)):
            return .reply(.refillAnswer(try await backEnd.funds.refill(request, from: caller)))
        case .question(.grantReport(let report)):
            try await backEnd.funds.reimport(report, from: caller)
            return .reply(.acknowledgement)
        case .question(.withdrawal(let request)):
            return .reply(.withdrawalOrder(try await backEnd.funds.withdraw(request, from: caller)))
        case .question(.withdrawalConfirmation(let confirmation)):
            try await backEnd.funds.confirm(confirmation, from: caller)
            return .reply(.acknowledgement)
        case .question(.configuration(let request)):
            return .reply(
                .configuration(
                    try await backEnd.enrolment.configure(request, from: identity, reading: NewerForm.readByMachines)))
        case .question(.attestation(let attestation)):
            return .reply(try await backEnd.enrolment.hear(attestation, from: identity))
        case .question(.spoil(let declaration)):
            try await backEnd.transactions.declare(declaration, from: caller)
            return .reply(.acknowledgement)
        case .question(.audit(let request)):
            return .reply(.auditVerdict(try await backEnd.funds.audit(request, from: caller)))
        case .question(.usage(let batch)):
            return .reply(.usageReceipt(try await backEnd.transactions.accept(batch, from: caller)))
        default: throw DutyFailure(.messageUnexpected, "Not a question.")
        }
    }

    private func spoil(
        _ directory: ServiceDirectory, _ fault: TransportFault?
    ) throws(DutyFailure) -> ServiceDirectory {
        switch fault {
        case .forgedDirectory:
            try TestDirectory.sign(directory.services, by: Ed25519Signer())
        case .strangerInDirectory:
            // As if the distributor's own list were wrong: signed by a key that the test made known for it.
            try TestDirectory.sign(
                [ServiceLocation(service: .funds, host: "stranger.test", port: 1, path: "/")], by: Ed25519Signer())
        default: directory
        }
    }
}
