import DutyModel
import Exchanges
import Tablet

/// Something that a clerk asked a machine to do, and what the clerk was told of it.
struct ToldAct: Sendable {
    /// What was asked for.
    enum Wish: Sendable {
        case frank(Paise)
        case refill, takeUp, cancel, audit, upload
        case spoil(UInt32)
        case withdraw, nextLife
    }

    /// What the clerk was told last.
    enum Told: Sendable, CustomStringConvertible {
        /// Done; the impression, where one was made.
        case done(ImpressionSummary?)
        case notDone
        case notKnown

        var outcome: KnownOutcome {
            switch self {
            case .done: .done
            case .notDone: .notDone
            case .notKnown: .notKnown
            }
        }
        var description: String { outcome.rawValue }
    }

    let act: ActID
    let wish: Wish
    var told: Told
    /// What the device says it did, where it was asked.
    var deed: ActDeed?
}
