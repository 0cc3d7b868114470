import DutyModel

/// Where a security device stands in its life.
///
/// Sub-states and locks (a refill outstanding, an inspection overdue, …) lie on top of the phase and are facts
/// of the device's state.
public enum LifePhase: String, Hashable, Sendable, Codable, CaseIterable {
    /// Built, without a serial.
    case manufactured
    /// Has its serial and a key, for ever; waits for a licence.
    case initialised
    /// Has a licence; waits for its first inspection, which an audit or a refill brings.
    case authorised
    /// May frank.
    case valid
    /// Franks no more; waits for the signed order that removes its funds.
    case withdrawPending = "withdraw_pending"
    /// Empty; waits for its next life or its end.
    case withdrawn
    /// Out of use for ever.
    case destroyed

    /// The commands this phase lets through, and the phase each may lead to; every other command is refused.
    public var transitions: [DeviceCommand: Set<LifePhase>] {
        switch self {
        case .manufactured:
            [.initialise: [.initialised], .pinRoot: [.manufactured], .tamper: [.manufactured]]
        case .initialised:
            [
                .requestConfiguration: [.initialised], .authorise: [.authorised],
                .draw: [.initialised], .acknowledgeSpoil: [.initialised], .pinRoot: [.initialised],
                .takeServiceKeys: [.initialised], .tamper: [.initialised],
            ]
        case .authorised:
            [
                .beginRefill: [.authorised], .requestRefill: [.authorised], .requestCancellation: [.authorised],
                .applyRefill: [.authorised, .valid],
                .beginAudit: [.authorised], .requestAudit: [.authorised], .applyVerdict: [.authorised, .valid],
                .draw: [.authorised], .acknowledgeSpoil: [.authorised], .beginWithdrawal: [.withdrawPending],
                .takeStanding: [.authorised], .pinRoot: [.authorised], .takeServiceKeys: [.authorised],
                .tamper: [.authorised],
            ]
        case .valid:
            [
                .frank: [.valid], .draw: [.valid], .spoil: [.valid], .acknowledgeSpoil: [.valid],
                .beginRefill: [.valid], .requestRefill: [.valid], .requestCancellation: [.valid],
                .applyRefill: [.valid],
                .beginAudit: [.valid], .requestAudit: [.valid], .applyVerdict: [.valid], .applyReceipt: [.valid],
                .beginWithdrawal: [.withdrawPending], .takeStanding: [.valid], .pinRoot: [.valid],
                .takeServiceKeys: [.valid], .tamper: [.valid],
            ]
        case .withdrawPending:
            [
                .draw: [.withdrawPending], .spoil: [.withdrawPending], .acknowledgeSpoil: [.withdrawPending],
                .beginAudit: [.withdrawPending], .requestAudit: [.withdrawPending],
                .applyVerdict: [.withdrawPending], .applyReceipt: [.withdrawPending],
                .requestWithdrawal: [.withdrawPending], .completeWithdrawal: [.withdrawn],
                .takeStanding: [.withdrawPending], .pinRoot: [.withdrawPending], .takeServiceKeys: [.withdrawPending],
                .tamper: [.withdrawPending],
            ]
        case .withdrawn:
            [
                .draw: [.withdrawn], .spoil: [.withdrawn], .acknowledgeSpoil: [.withdrawn],
                .confirmWithdrawal: [.withdrawn], .destroyKey: [.withdrawn], .initialise: [.initialised],
                .destroy: [.destroyed], .takeStanding: [.withdrawn], .pinRoot: [.withdrawn],
                .takeServiceKeys: [.withdrawn], .tamper: [.withdrawn],
            ]
        case .destroyed:
            [:]
        }
    }

    /// Whether this phase lets the command through.
    public func allows(_ command: DeviceCommand) -> Bool { transitions[command] != nil }

    /// The phase in a sentence.
    public var words: String {
        switch self {
        case .manufactured: "not initialised yet"
        case .initialised: "waiting for a licence"
        case .authorised: "waiting for its first audit or refill"
        case .valid: "valid"
        case .withdrawPending: "being withdrawn"
        case .withdrawn: "withdrawn"
        case .destroyed: "out of use for ever"
        }
    }
}

/// What a security device can be told to do.
public enum DeviceCommand: String, Hashable, Sendable, CaseIterable {
    case initialise, requestConfiguration, authorise
    case frank, draw, spoil, acknowledgeSpoil
    case beginRefill, requestRefill, requestCancellation, applyRefill
    case beginAudit, requestAudit, applyVerdict
    case applyReceipt
    case beginWithdrawal, requestWithdrawal, completeWithdrawal, confirmWithdrawal, destroyKey, destroy
    case takeStanding
    case pinRoot, takeServiceKeys
    case tamper
}

extension LifePhase: Word {
    @usableFromInline package static var schemaType: (name: String, meaning: String) {
        ("lifePhase", "Where a security device stands in its life.")
    }
}
