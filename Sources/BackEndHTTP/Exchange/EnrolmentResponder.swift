import BackEnd
import DutyModel
import Exchanges
import Hummingbird
import Logging
import Messages
import NIOCore
import Synchronization

/// Answers machines that enrol on site: the one place of the listeners where a client needs no certificate.
///
/// Few of them are answered at a time and their messages are small, so that strangers take little from machines.
final class EnrolmentResponder: Sendable {
    private let enrolment: SiteEnrolment
    private let recorder: (any MessageRecorder)?
    private let deadlines: BodyDeadlines
    private let maximum: Int
    private let logger: Logger
    private let codec = MessageCodec(limits: MessageLimits(bytes: EnrolmentPlace.mostBytes))
    private let underWay = Mutex(0)

    /// Answers at most `maximum` requests at a time.
    init(
        _ enrolment: SiteEnrolment, maximum: Int, recorder: (any MessageRecorder)?, deadlines: BodyDeadlines,
        logger: Logger
    ) {
        self.enrolment = enrolment
        self.maximum = maximum
        self.recorder = recorder
        self.deadlines = deadlines
        self.logger = logger
    }

    /// The answer to a request; every failure becomes a refusal that says why.
    func answer(to request: Request, on channel: any Channel) async -> EndpointAnswer {
        var question: MessageEnvelope?
        var answer: EndpointAnswer
        do throws(DutyFailure) {
            try MessageEndpoint.requireMessage(request)
            let bytes = try await deadlines.closing(channel) { () async throws(DutyFailure) in
                try await MessageEndpoint.body(of: request, maximum: EnrolmentPlace.mostBytes)
            }
            let envelope = try codec.decode(bytes)
            question = envelope
            // Only now, so that nobody keeps the others waiting by sending slowly.
            try enter()
            defer { underWay.withLock { $0 -= 1 } }
            answer = EndpointAnswer(try await reply(to: envelope.body), to: envelope)
        } catch {
            logger.info(
                "refused an enrolment", metadata: ["code": "\(error.code.rawValue)", "why": "\(error.message)"])
            answer = EndpointAnswer(refusing: error, to: question)
        }
        await recorder?.record(question: question, answer: answer.envelope, by: codec)
        return answer
    }

    private func reply(to body: MessageBody) async throws(DutyFailure) -> MessageBody {
        switch body {
        case .enrolmentOpening(let opening): return .enrolmentOffer(try enrolment.offer(opening))
        case .enrolmentRequest(let request): return .enrolmentAnswer(try await enrolment.enrol(request))
        default:
            throw DutyFailure(.messageUnexpected, "Only messages of an enrolment are answered here.")
        }
    }

    private func enter() throws(DutyFailure) {
        let mayPass = underWay.withLock { underWay in
            guard underWay < maximum else { return false }
            underWay += 1
            return true
        }
        guard mayPass else { throw DutyFailure(.tooManyRequests, "\(maximum) enrolments are under way already.") }
    }
}
