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

    /// The same answer with the standing of the device that it is for.
    func carrying(_ standing: DeviceStanding?) -> EndpointAnswer {
        EndpointAnswer(
            status: status,
            envelope: MessageEnvelope(
                id: envelope.id, machine: envelope.machine, token: envelope.token, standing: standing,
                body: envelope.body))
    }
}

extension EndpointAnswer {
    /// An answer that does what was asked.
    init(_ body: MessageBody, to question: MessageEnvelope) {
        self.init(
            status: .ok, envelope: MessageEnvelope(id: question.id, machine: question.machine, body: body))
    }

    /// A refusal with the status that goes with its category; a question that could not be read is answered under a name
    /// of zeros.
    init(refusing failure: DutyFailure, to question: MessageEnvelope? = nil, status: HTTPResponse.Status? = nil) {
        self.init(
            status: status ?? HTTPResponse.Status(code: failure.code.category.httpStatus),
            envelope: MessageEnvelope(
                id: question?.id ?? OperationID(unchecked: Array(repeating: 0, count: OperationID.length)),
                machine: question?.machine ?? MachineSerial(unchecked: "UNKNOWN"), body: .refusal(Refusal(failure))))
    }
}
