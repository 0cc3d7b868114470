import DutyModel
import Exchanges

extension DeviceState {
    /// What an event that has just been applied did, where an act can bring it about.
    func deed(of event: DeviceEvent) -> ActDeed? {
        switch event {
        case .franked(let record, _): .franked(counter: record.counter)
        case .spoiled(let declaration, _): .spoiled(counter: declaration.counter)
        case .refillBegun(let operation, _): .refill(operation, nil)
        case .refillAsked: outstandingRefill.map { .refill($0.operation, nil) }
        case .cancellationAsked: outstandingRefill.map { .cancellation($0.operation, nil) }
        case .auditBegun(let id, _): .audit(id, nil)
        case .withdrawalBegun(let id, _): .withdrawal(id, removed: nil)
        case .initialised(let key, _): .lifeBegun(key)
        default: nil
        }
    }
}

extension Acts {
    /// The refill was decided, for every act that asked for it or for its cancellation.
    mutating func settleRefill(_ answer: RefillAnswer) {
        update { deed in
            switch deed {
            case .refill(answer.operation, nil): .refill(answer.operation, answer.decision)
            case .cancellation(answer.operation, nil): .cancellation(answer.operation, answer.decision)
            default: nil
            }
        }
    }

    /// The audit found this.
    mutating func settleAudit(_ audit: OperationID, _ differences: [AuditDifference]) {
        update { deed in
            guard case .audit(audit, nil) = deed else { return nil }
            return .audit(audit, differences)
        }
    }

    /// The audit gets no verdict any more: another one took its place, or the life that asked for it is over.
    mutating func giveUpAudit(_ audit: OperationID) {
        close { deed in if case .audit(audit, nil) = deed { true } else { false } }
    }

    /// Every record through this one is received.
    mutating func settleUploads(through counter: UInt32) {
        update { deed in
            guard case .upload(let after, let through, isReceived: false) = deed, through <= counter else { return nil }
            return .upload(after: after, through: through, isReceived: true)
        }
    }

    /// The withdrawal gave this much back.
    mutating func settleWithdrawal(_ withdrawal: OperationID, removed: Paise) {
        update { deed in
            guard case .withdrawal(withdrawal, removed: nil) = deed else { return nil }
            return .withdrawal(withdrawal, removed: removed)
        }
    }
}
