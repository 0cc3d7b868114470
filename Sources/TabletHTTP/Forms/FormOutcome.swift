import DutyModel
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
    /// It failed, or was refused.
    case failed(DutyFailure)
}

/// Has the machine do what a form asks for.
struct FormWork: Sendable {
    /// The machine.
    let operations: any MachineOperations
    /// What is asked for; its values are checked already.
    let request: FormRequest

    /// Does it; this is the only place where a form reaches the machine.
    func run() async -> FormOutcome {
        do throws(DutyFailure) {
            return switch request {
            case .frank(let wish): .franked(try await operations.frank(wish))
            case .refill(let amount): .refilled(try await operations.refill(amount: amount))
            case .continueRefill: .refilled(try await operations.continueRefill())
            case .audit: .audited(try await operations.audit())
            case .upload: .uploaded(try await operations.upload())
            }
        } catch {
            return .failed(error)
        }
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

    /// Checks the values of a submission; throws what is wrong with the first bad one.
    init(_ submission: Submission) throws(DutyFailure) {
        switch submission.purpose {
        case .frank: self = .frank(try submission.wish())
        case .refill: self = .refill(try submission.paise())
        case .continueRefill: self = .continueRefill
        case .audit: self = .audit
        case .upload: self = .upload
        }
    }
}
