import DutyModel
import SiteNetwork
import Tablet

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
