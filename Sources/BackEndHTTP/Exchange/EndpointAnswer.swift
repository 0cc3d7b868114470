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

    /// A refusal with the status that goes with its code.
    init(_ envelope: MessageEnvelope, failure: DutyFailure, status: HTTPResponse.Status? = nil) {
        self.status = status ?? failure.code.httpStatus
        self.envelope = envelope
    }
}

extension FailureCode {
    /// The HTTP status a refusal with this code has; what matters is the code in the message.
    var httpStatus: HTTPResponse.Status {
        switch self {
        case .xmlTooLarge: .contentTooLarge
        case .certificateMissing, .certificateExpired, .certificateForeign, .certificateRevoked, .tokenMissing,
            .tokenExpired, .tokenBad, .psdUnknown, .psdNotOfMachine, .machineBlocked, .enrolmentCodeWrong,
            .enrolmentCodeSpent:
            .forbidden
        case .operationConflict, .sequenceNotNext, .usageGap, .psdCloneSuspected, .grantUnclaimed, .nonceStale:
            .conflict
        case .pathUnknown: .notFound
        case .useTls: .upgradeRequired
        case .commitUnknown, .serverBusy, .dataFull, .dataReadOnly, .dataInUse, .directoryBad, .epochStale,
            .fileUnwritable, .keyListMissing:
            .serviceUnavailable
        case .tooManyRequests: .tooManyRequests
        case .internalError, .ledgerBroken, .dataMalformed, .dataNewerVersion: .internalServerError
        default: .badRequest
        }
    }
}
