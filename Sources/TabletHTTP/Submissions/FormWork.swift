import DutyModel
import Exchanges
import NetworkSetup
import Tablet

/// Has the machine do what a form asks for.
struct FormWork: Sendable {
    /// The machine.
    private let operations: any MachineOperations
    /// What was sent; its values are checked already.
    private let sent: Submission
    /// The name that the form gave its work; nil where it was made while the device could not be asked.
    private let act: ActID?

    /// The work of a form; throws what is wrong with the first bad value.
    init(operations: any MachineOperations, sent: Submission, act: ActID?) throws(DutyFailure) {
        _ = try MachineCommand(sent, act: act)
        (self.operations, self.sent, self.act) = (operations, sent, act)
    }

    /// Does it; this is the only place where a form reaches the machine.
    ///
    /// Work that changes the device is never begun without a name: without one nobody could tell what became of it.
    func run() async -> FormOutcome {
        var act = act
        do throws(DutyFailure) {
            if act == nil, sent.purpose.changes == .device { act = try await operations.newAct() }
            // A form waits for the end of the run, whose progress others ask for meanwhile.
            if sent.purpose == .examineNetwork { try await operations.requiredDoctor().examine() }
            return .answered(try await operations.carryOut(try MachineCommand(sent, act: act)))
        } catch {
            return .failed(error, act: act)
        }
    }
}

extension MachineCommand {
    /// What a form asks for, under this name; throws what is wrong with its first bad value.
    init(_ sent: Submission, act: ActID?) throws(DutyFailure) {
        switch sent.purpose {
        case .frank: self = .frank(try sent.wish(), nil, act: act)
        case .refill: self = .refill(amount: try sent.paise(), act: act)
        case .continueRefill: self = .continueRefill(act: act)
        case .audit: self = .audit(act: act)
        case .upload: self = .upload(act: act)
        case .cancelRefill: self = .cancelRefill(act: act)
        case .print: self = .print(counter: try sent.counter(), try sent.drawingNumber(), .pdf)
        case .delivered: self = .delivered(counter: try sent.counter(), try sent.drawingNumber())
        case .spoil:
            try sent.requireSure()
            self = .spoil(counter: try sent.counter(), act: act)
        case .withdraw:
            try sent.requireSure()
            self = .withdraw(act: act)
        case .nextLife: self = .nextLife(act: act)
        case .wired, .wifi: self = .changeNetwork(sent.network ?? NetworkWish(), act: act)
        case .confirmNetwork: self = .confirmNetwork(act: act)
        case .testNetwork: self = .testNetwork(full: sent.isFull)
        case .examineNetwork: self = .examinationStanding
        }
    }
}
