import DutyModel
import Exchanges
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
        _ = try sent.form.command(sent, act)
        (self.operations, self.sent, self.act) = (operations, sent, act)
    }

    /// Does it; this is the only place where a form reaches the machine.
    ///
    /// Work that changes the device is never begun without a name: without one nobody could tell what became of it.
    func run() async -> FormOutcome {
        var act = act
        do throws(DutyFailure) {
            if act == nil, sent.form.changes == .device { act = try await operations.newAct() }
            // A form waits for the end of the run, whose progress others ask for meanwhile.
            if sent.form == .examineNetwork { try await operations.requiredDoctor().examine() }
            return .answered(try await operations.carryOut(try sent.form.command(sent, act)))
        } catch {
            return .failed(error, act: act)
        }
    }
}
