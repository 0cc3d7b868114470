import DutyModel
import Exchanges

extension BaseCommand {
    /// The act of a person that this command carries out; nil where the machine does it by itself, and for what only asks.
    public var act: ActID? {
        switch self {
        case .frank(_, let act), .beginRefill(_, let act), .refillRequest(_, let act),
            .auditRequest(let act, _), .noteUpload(let act as ActID?), .beginWithdrawal(let act),
            .beginNextLife(let act), .spoil(_, let act):
            act
        case .status, .applyRefill, .applyVerdict, .usage, .applyReceipt, .witness, .recent, .grants, .history,
            .withdrawalRequest, .completeWithdrawal, .withdrawalConfirmation, .destroyKey, .configurationRequest,
            .configure, .spoils, .spoilAcknowledged, .printStandings, .unsettledPrints, .impression, .drawing,
            .drawingDelivered, .takeStanding, .takeServiceKeys, .attest,
            .keepCertificate, .specimen, .outcome, .licence:
            nil
        }
    }
}

extension BaseCommand {
    /// What the command is answered where its act asked for something that is finished, by what that act did: asking for it
    /// again would find nothing outstanding. Nil where the command is to be carried out.
    public func settledAnswer(by deed: ActDeed?) -> BaseAnswer? {
        switch self {
        case .beginRefill, .refillRequest, .auditRequest, .noteUpload:
            guard let deed, deed.isFinished else { return nil }
            return .outcome(.done(deed))
        default: return nil
        }
    }
}

extension DeviceStatus {
    /// The withdrawal that is taken up where one is to begin; nil where it is a new one. An act that finds its withdrawal
    /// ended takes that up: without one there would be nothing to tell.
    public func withdrawalTakenUp(by act: ActID?) -> OperationID? {
        outstandingWithdrawal ?? (act == nil ? nil : completedWithdrawal)
    }
}
