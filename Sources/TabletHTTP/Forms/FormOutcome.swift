import DutyModel
import NetworkSetup
import Tablet

/// How the work that a form asked for ended.
enum FormOutcome: Sendable {
    /// An impression was made.
    case franked(ImpressionSummary)
    /// The refill was decided.
    case refilled(RefillOutcome)
    /// The registers were compared.
    case audited(AuditOutcome)
    /// Records were uploaded.
    case uploaded(UploadOutcome)
    /// A drawing of an impression has begun; it is kept here, so that loading it again asks the machine for nothing.
    case drawn(DrawnImpression)
    /// A print is known to have come out.
    case delivered(UInt32)
    /// A print was declared spoiled.
    case spoiled(UInt32)
    /// The machine was withdrawn.
    case withdrawn(WithdrawalOutcome)
    /// The device began its next life.
    case lifeBegun
    /// The network's settings have these faults; nothing was changed.
    case networkRefused([NetworkFault])
    /// The network's settings are in force.
    case networkChanged(NetworkStanding)
    /// The network's settings are kept.
    case networkConfirmed
    /// The way to the back end was tested.
    case networkTested(NetworkTestReport)
    /// The doctor ran; the machine keeps what it found.
    case examined
    /// It failed, or was refused, under this name.
    case failed(DutyFailure, act: ActID?)
}

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

/// What a form asks for, checked.
enum FormRequest: Hashable, Sendable {
    /// An impression.
    case frank(FrankingWish)
    /// Funds of this amount.
    case refill(Paise)
    /// The answer to the pending refill.
    case continueRefill
    /// A comparison of the registers with the books.
    case audit
    /// The upload of what waits.
    case upload
    /// The pending refill given up.
    case cancelRefill
    /// This drawing of this impression.
    case print(UInt32, DrawingNumber)
    /// The word that this drawing of this impression came out.
    case delivered(UInt32, DrawingNumber)
    /// The print of this impression declared spoiled.
    case spoil(UInt32)
    /// The end of the machine.
    case withdraw
    /// The next life of a withdrawn device.
    case nextLife
    /// These settings of the network, on trial.
    case changeNetwork(NetworkWish)
    /// The network's settings that are on trial, kept.
    case confirmNetwork
    /// A test of how the back end is reached; a full one talks with every service.
    case testNetwork(full: Bool)
    /// A run of the doctor.
    case examineNetwork

    /// Checks the values of a submission; throws what is wrong with the first bad one.
    init(_ submission: Submission) throws(DutyFailure) {
        switch submission.purpose {
        case .frank: self = .frank(try submission.wish())
        case .refill: self = .refill(try submission.paise())
        case .continueRefill: self = .continueRefill
        case .audit: self = .audit
        case .upload: self = .upload
        case .cancelRefill: self = .cancelRefill
        case .print: self = .print(try submission.counter(), try submission.drawingNumber())
        case .delivered: self = .delivered(try submission.counter(), try submission.drawingNumber())
        case .spoil:
            try submission.requireSure()
            self = .spoil(try submission.counter())
        case .withdraw:
            try submission.requireSure()
            self = .withdraw
        case .nextLife: self = .nextLife
        case .wired, .wifi: self = .changeNetwork(submission.network ?? NetworkWish())
        case .confirmNetwork: self = .confirmNetwork
        case .testNetwork: self = .testNetwork(full: submission.isFull)
        case .examineNetwork: self = .examineNetwork
        }
    }
}
