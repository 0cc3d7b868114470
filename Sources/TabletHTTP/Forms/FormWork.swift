import DutyModel
import SiteNetwork
import Tablet

/// Has the machine do what a form asks for.
struct FormWork: Sendable {
    /// The machine.
    let operations: any MachineOperations
    /// What is asked for; its values are checked already.
    let request: FormRequest
    /// The name that the form gave its work; nil where it was made while the device could not be asked.
    let act: ActID?

    /// Does it; this is the only place where a form reaches the machine.
    ///
    /// Work that changes the device is never begun without a name: without one nobody could tell what became of it.
    func run(_ purpose: FormPurpose) async -> FormOutcome {
        var act = act
        do throws(DutyFailure) {
            if act == nil, purpose.changes == .device { act = try await operations.newAct() }
            return try await done(act)
        } catch {
            return .failed(error, act: act)
        }
    }

    private func done(_ act: ActID?) async throws(DutyFailure) -> FormOutcome {
        switch request {
        case .frank(let wish): .franked(try await operations.frank(wish, act: act))
        case .refill(let amount): .refilled(try await operations.refill(amount: amount, act: act))
        case .continueRefill: .refilled(try await operations.continueRefill(act: act))
        case .audit: .audited(try await operations.audit(act: act))
        case .upload: .uploaded(try await operations.upload(act: act))
        case .cancelRefill: .refilled(try await operations.cancelRefill(act: act))
        case .print(let counter, let number): .drawn(try await operations.drawing(of: counter, number, as: .pdf))
        case .delivered(let counter, let number): try await confirmDelivery(counter, number)
        case .spoil(let counter): try await spoil(counter, act)
        case .withdraw: .withdrawn(try await operations.withdraw(act: act))
        case .nextLife: try await beginNextLife(act)
        case .changeNetwork(let wish): try await changeNetwork(wish, act)
        case .confirmNetwork: try await confirmNetwork(act)
        case .testNetwork(let full): .networkTested(try await operations.testNetwork(full: full))
        case .examineNetwork: try await examineNetwork()
        }
    }

    private func confirmDelivery(
        _ counter: UInt32, _ number: DrawingNumber
    ) async throws(DutyFailure) -> FormOutcome {
        try await operations.confirmDelivery(of: counter, number)
        return .delivered(counter)
    }

    private func spoil(_ counter: UInt32, _ act: ActID?) async throws(DutyFailure) -> FormOutcome {
        try await operations.declareSpoiled(counter: counter, act: act)
        return .spoiled(counter)
    }

    private func changeNetwork(_ wish: NetworkWish, _ act: ActID?) async throws(DutyFailure) -> FormOutcome {
        switch try await operations.network.change(wish, act: act) {
        case .refused(let faults): .networkRefused(faults)
        case .done(let standing): .networkChanged(standing)
        }
    }

    private func confirmNetwork(_ act: ActID?) async throws(DutyFailure) -> FormOutcome {
        _ = try await operations.network.confirm(act: act)
        return .networkConfirmed
    }

    private func examineNetwork() async throws(DutyFailure) -> FormOutcome {
        try await operations.requiredDoctor().examine()
        return .examined
    }

    private func beginNextLife(_ act: ActID?) async throws(DutyFailure) -> FormOutcome {
        try await operations.beginNextLife(act: act)
        return .lifeBegun
    }
}
