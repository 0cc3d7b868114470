import BackEnd
import BackEndHTTP
import DutyModel
import Exchanges
import Messages

/// How a scenario reaches the back end.
enum Road: CaseIterable, Sendable {
    /// By calling the services.
    case calls
    /// As XML over TLS, on real sockets.
    case tls
}

/// The back end as a machine sees it, whatever the road.
protocol BackEndView {
    func directory(_ psdKey: PSDKeyID) async throws -> [AccessToken]
    func refill(_ request: RefillRequest, token: AccessToken?) async throws -> EnvelopedRefillAnswer
    func audit(_ request: AuditRequest, token: AccessToken?) async throws -> AuditVerdict
    func accept(_ batch: UsageBatch, token: AccessToken?) async throws -> UsageReceipt
}

extension BackEndView {
    /// The token of a service.
    func token(_ service: ServiceName, _ psdKey: PSDKeyID) async throws -> AccessToken? {
        try await directory(psdKey).first { $0.audience == service }
    }
}

struct CalledBackEnd: BackEndView {
    let backEnd: BackEndInstallation
    let identity: MachineIdentity

    func directory(_ psdKey: PSDKeyID) async throws -> [AccessToken] {
        try await backEnd.distributor.directory(for: psdKey, from: identity).tokens
    }

    func refill(_ request: RefillRequest, token: AccessToken?) async throws -> EnvelopedRefillAnswer {
        try await backEnd.funds.refill(request, from: MachineCaller(identity: identity, token: token))
    }

    func audit(_ request: AuditRequest, token: AccessToken?) async throws -> AuditVerdict {
        try await backEnd.funds.audit(request, from: MachineCaller(identity: identity, token: token))
    }

    func accept(_ batch: UsageBatch, token: AccessToken?) async throws -> UsageReceipt {
        try await backEnd.transactions.accept(batch, from: MachineCaller(identity: identity, token: token))
    }
}

struct DialledBackEnd: BackEndView {
    let client: TLSClient
    let ports: BoundPorts
    let machine: MachineSerial

    func directory(_ psdKey: PSDKeyID) async throws -> [AccessToken] {
        guard
            case .directoryAnswer(let answer) = try await post(
                .directoryRequest(DirectoryRequest(psdKey: psdKey)), to: .distributor, token: nil)
        else { throw DutyFailure(.messageUnexpected, "Not a directory.") }
        return answer.tokens
    }

    func refill(_ request: RefillRequest, token: AccessToken?) async throws -> EnvelopedRefillAnswer {
        guard
            case .reply(.refillAnswer(let answer)) = try await post(
                .question(.refill(request)), to: .funds, token: token)
        else { throw DutyFailure(.messageUnexpected, "Not a refill.") }
        return answer
    }

    func audit(_ request: AuditRequest, token: AccessToken?) async throws -> AuditVerdict {
        guard
            case .reply(.auditVerdict(let verdict)) = try await post(
                .question(.audit(request)), to: .funds, token: token)
        else { throw DutyFailure(.messageUnexpected, "Not a verdict.") }
        return verdict
    }

    func accept(_ batch: UsageBatch, token: AccessToken?) async throws -> UsageReceipt {
        guard
            case .reply(.usageReceipt(let receipt)) = try await post(
                .question(.usage(batch)), to: .transactions, token: token)
        else { throw DutyFailure(.messageUnexpected, "Not a receipt.") }
        return receipt
    }

    /// Posts a message and gives its answer; a refusal is thrown as what it says.
    func post(_ body: MessageBody, to service: ServiceName, token: AccessToken?) async throws -> MessageBody {
        let id = OperationID(unchecked: Array(repeating: 7, count: 16))
        let envelope = MessageEnvelope(id: id, machine: machine, token: token, body: body)
        var client = client
        client.port = ports.services[service] ?? 0
        let answer = try await client.exchange(MessageCodec().encode(envelope), path: "/\(service.rawValue)")
        let message = try MessageCodec().decode(answer.body)
        if case .refusal(let refusal) = message.body { throw refusal.failure }
        guard answer.status == 200, message.id == id else {
            throw DutyFailure(.httpStatus, "Status \(answer.status).")
        }
        return message.body
    }
}

extension TestSite {
    /// What the machine asks the distributor, as it goes over the network.
    var directoryQuestion: [UInt8] {
        MessageCodec().encode(
            MessageEnvelope(
                id: OperationID(unchecked: Array(repeating: 1, count: 16)), machine: machine,
                body: .directoryRequest(DirectoryRequest(psdKey: device.psdKey))))
    }

    /// A client with the machine's certificate.
    var client: TLSClient {
        get throws {
            TLSClient(
                port: 0, rootPEM: try backEnd.authority.rootPEM,
                credential: (certificate.pem, machineKey.pemRepresentation))
        }
    }

    /// Runs a body with the back end at the end of a road.
    func reaching(_ road: Road, _ body: (any BackEndView) async throws -> Void) async throws {
        switch road {
        case .calls: try await body(CalledBackEnd(backEnd: backEnd, identity: identity))
        case .tls:
            let client = try client
            try await serving { ports in
                try await body(DialledBackEnd(client: client, ports: ports, machine: machine))
            }
        }
    }
}
