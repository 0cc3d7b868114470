import DutyModel
import Signing

/// One drawing of an impression that may happen.
public struct PermittedDrawing: Hashable, Sendable {
    /// The impression.
    public let record: SignedUsageRecord
    /// Whether it was drawn once before, which the paper then says.
    public let isAgain: Bool

    /// A drawing of this impression.
    public init(record: SignedUsageRecord, isAgain: Bool) {
        self.record = record
        self.isAgain = isAgain
    }
}

extension DeviceState {
    /// The drawing that may come next of this impression; throws `print_spent` after the second.
    func decideDraw(_ counter: UInt32) throws(DutyFailure) -> PermittedDrawing {
        try require(.draw)
        let record = try requireRecord(counter, otherwise: .printFailed)
        switch prints.state(of: counter) {
        case .debited: return PermittedDrawing(record: record, isAgain: false)
        case .printed: return PermittedDrawing(record: record, isAgain: true)
        case .printedAgain:
            throw DutyFailure(.printSpent, "Impression \(counter) was printed once more already.")
        case .spoiled:
            throw DutyFailure(.printSpent, "Impression \(counter) was declared spoiled, so it is never drawn again.")
        }
    }

    /// The declaration made before, or what to sign for a new one; throws `spoil_refused`.
    func decideSpoil(_ counter: UInt32, limits: DeviceLimits) throws(DutyFailure) -> SpoilDecision {
        if fatalReason == nil, let declared = prints.declaration(of: counter) { return .declaredBefore(declared) }
        try require(.spoil)
        guard !isTampered else { throw DutyFailure(.psdTampered, "The security device was opened.") }
        let record = try requireRecord(counter, otherwise: .spoilRefused)
        guard prints.state(of: counter) != .printedAgain else {
            throw DutyFailure(
                .spoilRefused, "Impression \(counter) was printed once more, so it cannot be declared spoiled.")
        }
        guard prints.unacknowledged.count < limits.unacknowledgedSpoilsMaximum else {
            throw DutyFailure(
                .spoilRefused, "Too many declarations of spoiled prints wait for the back end; try again later.")
        }
        return .new(record.record.stamp.record)
    }

    /// The event that the back end holds a declaration; nil where that is known, or there is no such declaration.
    func decideAcknowledgeSpoil(_ counter: UInt32) throws(DutyFailure) -> DeviceEvent? {
        try require(.acknowledgeSpoil)
        let waits = prints.spoiled.contains { $0.declaration.counter == counter && !$0.isAcknowledged }
        return waits ? .spoilAcknowledged(counter) : nil
    }

    /// The record of an impression of this life that is still here.
    private func requireRecord(_ counter: UInt32, otherwise code: FailureCode) throws(DutyFailure) -> SignedUsageRecord
    {
        guard counter > 0, counter <= itemCount else {
            throw DutyFailure(.valueMalformed, "There is no impression \(counter).")
        }
        guard let record = usage.record(counter: counter) else {
            throw DutyFailure(code, "The machine no longer holds impression \(counter).")
        }
        guard record.record.stamp.record.psdKey == psdKey else {
            throw DutyFailure(code, "Impression \(counter) belongs to an earlier life of the device.")
        }
        return record
    }
}

/// What asking to declare a print spoiled comes to.
enum SpoilDecision {
    /// It was declared before; nothing changes.
    case declaredBefore(SpoilDeclaration)
    /// The impression whose declaration is to be signed.
    case new(StampRecord)
}
