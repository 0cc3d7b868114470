import BackEnd
import ConnectionRules
import DutyModel
import Exchanges
import Hummingbird
import Logging
import Messages
import NIOCore

/// Who asks, and why he may ask for nothing but a new certificate and what that needs.
private struct EndpointCaller {
    let identity: MachineIdentity
    /// That the certificate has ended; nil while it is in force.
    let expiry: DutyFailure?

    func requireInForce(for body: MessageBody) throws(DutyFailure) {
        guard let expiry else { return }
        switch body {
        // A device that waits for its licence, or that the books lost, can't vouch for a new certificate before it has
        // that.
        case .question(.attestation(.renewal)), .question(.configuration), .question(.licence): return
        default: throw expiry
        }
    }
}

/// One service's message address: from an HTTP request to the service's call and back.
struct MessageEndpoint: Sendable {
    let service: ServiceName
    let path: String
    let installation: BackEndInstallation
    let recorder: (any MessageRecorder)?
    let deadlines: BodyDeadlines
    let gate: MachineGate
    let sightings: MachineSightings
    let logger: Logger
    let codec = MessageCodec()
    let certificates = PeerCertificates()

    /// The answer to a request; every failure becomes a refusal that says why.
    func answer(to request: Request, context: PeerContext) async -> EndpointAnswer {
        var question: MessageEnvelope?
        var asker: MachineIdentity?
        var answer: EndpointAnswer
        do throws(DutyFailure) {
            let caller = try await caller(on: context.channel)
            let identity = caller.identity
            asker = identity
            sightings.note(
                identity.machine, at: ClientNetwork(context.channel.remoteAddress), seconds: SteadyClock.seconds)
            answer = try await gate.pass(identity.machine) { () async throws(DutyFailure) in
                try checkAddress(of: request)
                let bytes = try await deadlines.closing(context.channel) { () async throws(DutyFailure) in
                    try await Self.body(of: request, maximum: codec.limits.bytes)
                }
                let envelope = try codec.decode(bytes)
                question = envelope
                try caller.requireInForce(for: envelope.body)
                let newer = HTTPFields.Element.Name(NewerForm.field).flatMap { request.headers[$0] }
                return try await reply(to: envelope, from: identity, reading: NewerForm.named(in: newer))
            }
        } catch {
            answer = refuse(error, to: question, request: request)
        }
        if let asker, let psdKey = question?.body.psdKey {
            answer = answer.carrying(await standing(of: psdKey, for: asker))
        }
        await recorder?.record(question: question, answer: answer.envelope, by: codec)
        return answer
    }

    private func reply(
        to envelope: MessageEnvelope, from identity: MachineIdentity, reading forms: [NewerForm]
    ) async throws(DutyFailure) -> EndpointAnswer {
        guard envelope.machine == identity.machine else {
            throw DutyFailure(.certificateForeign, "The message names another machine than its certificate.")
        }
        return EndpointAnswer(try await handle(envelope, from: identity, reading: forms), to: envelope)
    }

    /// The newest standing of the device that was asked for. Looked up after the question was dealt with, so it is at
    /// least as new as the one that a signed answer names; where it can't be, the machine asks again.
    private func standing(of psdKey: PSDKeyID, for asker: MachineIdentity) async -> DeviceStanding? {
        do throws(DutyFailure) {
            return try await installation.newestStanding(of: psdKey, for: asker)
        } catch {
            logger.warning("a standing could not be read", metadata: ["code": "\(error.code.rawValue)"])
            return nil
        }
    }

    private func refuse(_ failure: DutyFailure, to question: MessageEnvelope?, request: Request) -> EndpointAnswer {
        logger.info(
            "refused",
            metadata: [
                "service": "\(service.rawValue)", "code": "\(failure.code.rawValue)", "why": "\(failure.message)",
            ])
        let wrongMethod = failure.code == .pathUnknown && request.uri.path == path
        return EndpointAnswer(refusing: failure, to: question, status: wrongMethod ? .methodNotAllowed : nil)
    }

    /// The machine at the other end of a connection, by its certificate.
    func machine(on channel: any Channel) async throws(DutyFailure) -> MachineIdentity {
        guard let certificate = await certificates.certificate(of: channel) else {
            throw DutyFailure(.certificateMissing, "The client showed no certificate.")
        }
        return try installation.authority.identify(der: certificate)
    }

    /// The machine at the other end, also where its certificate has ended and an operator lets it renew that.
    private func caller(on channel: any Channel) async throws(DutyFailure) -> EndpointCaller {
        do throws(DutyFailure) {
            return EndpointCaller(identity: try await machine(on: channel), expiry: nil)
        } catch {
            guard error.code == .certificateExpired, service == .distributor,
                let certificate = await certificates.certificate(of: channel)
            else { throw error }
            return EndpointCaller(
                identity: try await installation.enrolment.readmitted(der: certificate), expiry: error)
        }
    }

    private func checkAddress(of request: Request) throws(DutyFailure) {
        guard request.uri.path == path else { throw DutyFailure(.pathUnknown, "Nothing is served at this path.") }
        try Self.requireMessage(request)
    }

    static func requireMessage(_ request: Request) throws(DutyFailure) {
        guard request.method == .post else { throw DutyFailure(.pathUnknown, "Messages are posted.") }
        let type = request.headers[.contentType]?.split(separator: ";").first.map { $0.lowercased() } ?? ""
        guard ["application/xml", "text/xml"].contains(type) else {
            throw DutyFailure(.xmlMalformed, "The content type “\(type.prefix(64))” is not XML.")
        }
    }

    /// The whole body of a request; throws `xml_too_large` for more than so many bytes, and `connection_lost`.
    static func body(of request: Request, maximum: Int) async throws(DutyFailure) -> [UInt8] {
        let tooLarge = DutyFailure(.xmlTooLarge, "The message has more than \(maximum) bytes.")
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > maximum { throw tooLarge }
        var bytes: [UInt8] = []
        do {
            for try await part in request.body {
                guard bytes.count + part.readableBytes <= maximum else { throw tooLarge }
                bytes.append(contentsOf: part.readableBytesView)
            }
        } catch let failure as DutyFailure {
            throw failure
        } catch {
            throw DutyFailure(.connectionLost, "The message ended before it was whole.")
        }
        return bytes
    }
}

extension MessageRecorder {
    /// Records a question, where it could be read, and its answer, without any right in them.
    func record(question: MessageEnvelope?, answer: MessageEnvelope, by codec: MessageCodec) async {
        if let question { await record(.request, codec.encode(question.redactingTokens())) }
        await record(.response, codec.encode(answer.redactingTokens()))
    }
}
