import DutyModel
import Exchanges
import Hummingbird
import Messages

/// An answer: its status and its message.
struct EndpointAnswer: Sendable {
    let status: HTTPResponse.Status
    let envelope: MessageEnvelope
    /// The message in XML.
    var bytes: [UInt8] { MessageCodec().encode(envelope) }

    /// An answer that does what was asked.
    init(_ envelope: MessageEnvelope) {
        status = .ok
        self.envelope = envelope
    }

    private init(_ status: HTTPResponse.Status, _ envelope: MessageEnvelope) {
        self.status = status
        self.envelope = envelope
    }

    /// The same answer with the standing of the device that it is for.
    func carrying(_ standing: DeviceStanding?) -> EndpointAnswer {
        EndpointAnswer(
            status,
            MessageEnvelope(
                id: envelope.id, machine: envelope.machine, token: envelope.token, standing: standing,
                body: envelope.body))
    }

    /// A refusal with the status that goes with its category.
    init(_ envelope: MessageEnvelope, failure: DutyFailure, status: HTTPResponse.Status? = nil) {
        self.status = status ?? HTTPResponse.Status(code: failure.code.category.httpStatus)
        self.envelope = envelope
    }
}
