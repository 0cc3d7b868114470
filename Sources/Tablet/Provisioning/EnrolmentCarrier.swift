import DutyModel
import Exchanges
import Messages

/// Carries the messages of an enrolment on site between the base and the back end.
///
/// It holds nothing of the code and believes nothing: the base judges what comes back.
public struct EnrolmentCarrier: Sendable {
    private let transport: any MessageTransport
    private let location: ServiceLocation
    private let random: any RandomSource
    private let codec = MessageCodec(limits: MessageLimits(bytes: EnrolmentPlace.mostBytes))

    /// A carrier to the back end at this place, over a transport that need not know it yet.
    public init(transport: any MessageTransport, host: String, port: UInt16, random: any RandomSource) {
        self.transport = transport
        location = ServiceLocation(service: .distributor, host: host, port: port, path: EnrolmentPlace.path)
        self.random = random
    }

    /// What the back end says of itself.
    ///
    /// - Throws: what it refused, with its code; or a failure of the network.
    public func offer(for opening: EnrolmentOpening) async throws(DutyFailure) -> EnrolmentOffer {
        let answer = try await exchange(.enrolmentOpening(opening))
        guard case .enrolmentOffer(let offer) = answer else { throw ServiceSession.unexpected(answer) }
        return offer
    }

    /// What the back end answers to the base's request.
    ///
    /// - Throws: what it refused, with its code; or a failure of the network, after which the same may be asked again.
    public func answer(to request: EnrolmentRequest) async throws(DutyFailure) -> EnrolmentAnswer {
        let answer = try await exchange(.enrolmentRequest(request))
        guard case .enrolmentAnswer(let given) = answer else { throw ServiceSession.unexpected(answer) }
        return given
    }

    private func exchange(_ body: MessageBody) async throws(DutyFailure) -> MessageBody {
        let envelope = MessageEnvelope(id: random.value(), machine: EnrolmentPlace.unknownMachine, body: body)
        let answer = try codec.decode(try await transport.post(codec.encode(envelope), to: location).body)
        guard answer.id == envelope.id || answer.isRefusalOfTheUnread else {
            throw DutyFailure(.messageUnexpected, "The back end answered another message.")
        }
        if case .refusal(let refusal) = answer.body { throw refusal.failure }
        return answer.body
    }
}
