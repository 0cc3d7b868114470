import DutyModel
import Exchanges
import Messages
import Synchronization
import Tablet
import Testing

/// Who carries the messages of an enrolment between base and back end.
@Suite struct EnrolmentCarrierTests {
    /// Answers each message by a rule.
    private final class RuledTransport: MessageTransport {
        let asked = Mutex<[(location: ServiceLocation, envelope: MessageEnvelope)]>([])
        private let rule: @Sendable (MessageEnvelope) -> MessageEnvelope

        init(_ rule: @escaping @Sendable (MessageEnvelope) -> MessageEnvelope) { self.rule = rule }

        func post(
            _ message: [UInt8], to location: ServiceLocation
        ) async throws(DutyFailure) -> MessageAnswer {
            let envelope = try MessageCodec().decode(message)
            asked.withLock { $0.append((location, envelope)) }
            return MessageAnswer(MessageCodec().encode(rule(envelope)))
        }
    }

    private static let opening = EnrolmentOpening(invitation: 7, machineNonce: SystemRandomSource().value())
    private static let offer = EnrolmentOffer(
        serviceNonce: SystemRandomSource().value(), authority: [1], rootGeneration: 1,
        rootKeys: (1...3).map { PublicKeyBytes(unchecked: Array(repeating: $0, count: 32)) })

    private func carrier(_ transport: RuledTransport) -> EnrolmentCarrier {
        EnrolmentCarrier(transport: transport, host: "distributor.example", port: 443, random: SystemRandomSource())
    }

    @Test func `an opening goes to the place of enrolments, names no machine, and brings the offer back`() async throws
    {
        let transport = RuledTransport {
            MessageEnvelope(id: $0.id, machine: $0.machine, body: .enrolmentOffer(Self.offer))
        }
        #expect(try await carrier(transport).offer(for: Self.opening) == Self.offer)
        let asked = try #require(transport.asked.withLock { $0.first })
        #expect(asked.location.path == EnrolmentPlace.path && asked.location.host == "distributor.example")
        #expect(asked.envelope.machine == EnrolmentPlace.unknownMachine && asked.envelope.token == nil)
        #expect(asked.envelope.body == .enrolmentOpening(Self.opening))
    }

    @Test func `a refusal is thrown with its code, and anything else is none of its answers`() async throws {
        let spent = Refusal(DutyFailure(.enrolmentCodeSpent, "The code has expired."))
        let rules: [(FailureCode, @Sendable (MessageEnvelope) -> MessageEnvelope)] = [
            (.enrolmentCodeSpent, { MessageEnvelope(id: $0.id, machine: $0.machine, body: .refusal(spent)) }),
            (.messageUnexpected, { MessageEnvelope(id: $0.id, machine: $0.machine, body: .reply(.acknowledgement)) }),
            (.messageUnexpected, { $0 }),
            (
                .messageUnexpected,
                {
                    MessageEnvelope(
                        id: SystemRandomSource().value(), machine: $0.machine, body: .enrolmentOffer(Self.offer))
                }
            ),
        ]
        for (code, rule) in rules {
            await #expect(throws: DutyFailure(code, "")) {
                try await carrier(RuledTransport(rule)).offer(for: Self.opening)
            }
        }
    }
}
