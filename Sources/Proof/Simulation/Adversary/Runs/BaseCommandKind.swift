import BaseProtocol

/// The kinds of command that a base hears, for the adversary's choice and for its coverage table.
enum BaseCommandKind: UInt8, CaseIterable {
    case status, frank, beginRefill, refillRequest, applyRefill, auditRequest, applyVerdict, noteUpload, usage
    case applyReceipt, witness, recent, cancelling, grants, history, beginWithdrawal, withdrawalRequest
    case completeWithdrawal, withdrawalConfirmation, destroyKey, beginNextLife, configurationRequest, configure
    case licence, spoil, spoils, spoilAcknowledged, printStandings, unsettledPrints, impression, drawing
    case drawingDelivered, takeStanding, takeServiceKeys, attest, keepCertificate, specimen, outcome

    init(_ command: BaseCommand) {
        self =
            switch command {
            case .status: .status
            case .frank: .frank
            case .beginRefill: .beginRefill
            case .refillRequest(let kind, _): kind == .funds ? .refillRequest : .cancelling
            case .applyRefill: .applyRefill
            case .auditRequest: .auditRequest
            case .applyVerdict: .applyVerdict
            case .noteUpload: .noteUpload
            case .usage: .usage
            case .applyReceipt: .applyReceipt
            case .witness: .witness
            case .recent: .recent
            case .grants: .grants
            case .history: .history
            case .beginWithdrawal: .beginWithdrawal
            case .withdrawalRequest: .withdrawalRequest
            case .completeWithdrawal: .completeWithdrawal
            case .withdrawalConfirmation: .withdrawalConfirmation
            case .destroyKey: .destroyKey
            case .beginNextLife: .beginNextLife
            case .configurationRequest: .configurationRequest
            case .configure: .configure
            case .licence: .licence
            case .spoil: .spoil
            case .spoils: .spoils
            case .spoilAcknowledged: .spoilAcknowledged
            case .printStandings: .printStandings
            case .unsettledPrints: .unsettledPrints
            case .impression: .impression
            case .drawing: .drawing
            case .drawingDelivered: .drawingDelivered
            case .takeStanding: .takeStanding
            case .takeServiceKeys: .takeServiceKeys
            case .attest: .attest
            case .keepCertificate: .keepCertificate
            case .specimen: .specimen
            case .outcome: .outcome
            }
    }

    /// Whether it only asks, and is never refused.
    var isQuestion: Bool {
        switch self {
        case .status, .usage, .recent, .grants, .history, .licence, .spoils, .printStandings, .unsettledPrints,
            .impression, .outcome:
            true
        default: false
        }
    }
}
