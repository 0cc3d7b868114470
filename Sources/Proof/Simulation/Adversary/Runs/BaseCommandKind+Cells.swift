import Exchanges
import SecurityDevice

extension BaseCommandKind {
    /// What the device is told to do by this command; nil for what only asks, or is open in every phase.
    private var deviceCommand: DeviceCommand? {
        switch self {
        case .frank: .frank
        case .beginRefill: .beginRefill
        case .refillRequest: .requestRefill
        case .cancelling: .requestCancellation
        case .applyRefill: .applyRefill
        case .auditRequest: .requestAudit
        case .applyVerdict: .applyVerdict
        case .applyReceipt: .applyReceipt
        case .beginWithdrawal: .beginWithdrawal
        case .withdrawalRequest: .requestWithdrawal
        case .completeWithdrawal: .completeWithdrawal
        case .withdrawalConfirmation: .confirmWithdrawal
        case .destroyKey: .destroyKey
        case .beginNextLife: .initialise
        case .configurationRequest: .requestConfiguration
        case .configure: .authorise
        case .spoil: .spoil
        case .spoilAcknowledged: .acknowledgeSpoil
        case .drawing, .drawingDelivered: .draw
        case .takeStanding: .takeStanding
        case .takeServiceKeys: .takeServiceKeys
        default: nil
        }
    }

    /// Whether this command must be carried out, or refused, in this situation sooner or later. What gives only what it gave
    /// before, as the same act once more does in every phase, is not asked for.
    func canBe(_ isDone: Bool, in situation: HeldSituation) -> Bool {
        isDone ? canBeDone(in: situation) : canBeRefused(in: situation)
    }

    private func canBeDone(in situation: HeldSituation) -> Bool {
        if let command = deviceCommand, !situation.phase.allows(command) { return false }
        return switch self {
        // A lock lets no new stamp and no new refill through; a device out of use may still give its funds back.
        case .frank, .beginRefill: !situation.isLocked
        case .beginWithdrawal: situation != .blocked && situation != .suspected
        case .specimen, .attest, .keepCertificate: situation != .initialised
        // The back end judges no audit of a device that is out of use.
        case .applyVerdict: situation != .retired
        // A fresh life has made nothing yet.
        case .witness: situation != .initialised && situation != .authorised
        default: true
        }
    }

    private func canBeRefused(in situation: HeldSituation) -> Bool {
        if isQuestion { return false }
        return switch self {
        case .specimen: situation == .initialised
        case .configurationRequest: situation != .initialised
        case .spoilAcknowledged: !situation.phase.allows(.acknowledgeSpoil)
        default: true
        }
    }
}
