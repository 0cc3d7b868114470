/// A bug that a funds trial is given on purpose, to show that it would be found; none is in the code that is shipped.
///
/// Each stands in the simulated equipment around the production code: its books, its sites, its disk, its keys.
package enum PlantedBug: String, Sendable, SoughtBug {
    /// The service answers before the decision is durable.
    case answersBeforeCommit = "answers before the commit"
    /// Decisions are looked up and given again before the replica has them.
    case looksUpBeforeReplica = "a look-up answers before the standby has flushed"
    /// A sync that ends frees the answers of transactions that came while it ran.
    case syncFreesTooMuch = "a sync frees answers of later transactions"
    /// The replica says that it holds what it has not synced.
    case replicaAcknowledgesEarly = "the standby acknowledges before its own sync"
    /// The recovery site is promoted though it lags.
    case promotesLaggard = "a standby that lags is promoted"
    /// Money in transit goes back to the customer after a while.
    case voidsOnTimeout = "a grant is voided on a time-out"
    /// Operators give money on its way back though the device never signed that it gives it up.
    case returnsUnasked = "money on its way is given back without the device's word"
    /// A stored grant is signed anew for each term.
    case epochInGrant = "the epoch stands inside the stored grant"
    /// A retried operation is decided again.
    case decidesAnewOnRetry = "a retry is decided anew"
    /// A cancellation is answered and not kept.
    case cancellationForgetsTombstone = "a cancellation leaves no tombstone"
    /// After a restore the books believe what a device says it applied.
    case restoreTrustsDevices = "a restored backup takes over sequences without the grants"
    /// A back end whose database is gone begins with an empty one.
    case lostDatabaseIsNew = "a lost database is taken for a new one"
    /// A base whose folder is gone makes its device anew.
    case lostDeviceIsNew = "a lost device is made anew"
    /// A challan number counts twice.
    case challanBookedTwice = "a doubled challan is booked twice"
    /// A refund is paid as often as it is asked for.
    case refundPaidTwice = "a refund is paid twice"
    /// A verdict given before is given again, whatever the nonce.
    case verdictIgnoresNonce = "a verdict is not bound to the nonce"
    /// A suspected clone goes on as before.
    case clonesStayUnlocked = "a suspected clone is not locked"
    /// The standing of a device that is locked does not travel with the answers.
    case standingStaysBehind = "a locked device is not told so"
    /// Receipts leave before the records are durable.
    case receiptBeforeDurable = "a receipt is given before the records are durable"
    /// The tablet goes on with an answer and keeps the standing that came with it.
    case standingKeptBack = "a standing is not handed on to the base"
    /// A deposit is taken out as often as it is asked for.
    case reversedTwice = "a deposit is reversed twice"
    /// The base holds what acts did in its memory.
    case actsForgottenAtRestart = "acts are forgotten at a restart"
    /// The base says that an act was not done, and lets it come all the same.
    case notDoneStaysOpen = "an act that was denied is done when it comes late"
    /// The tablet takes it for not done that the base did not answer.
    case brokenLinkIsNotDone = "a broken link is told as not done"
    /// The tablet says that a drawing was delivered when it has asked for it.
    case deliveredBeforeArrival = "a drawing counts as delivered before it arrived"
    /// The device believes answers nobody signed.
    case believesUnsignedAnswers = "an unsigned refusal clears a refill"
    /// The device believes receipts nobody signed.
    case believesUnsignedReceipts = "records are deleted on an unverified receipt"
    /// A refill that has begun is not synced.
    case pendingNotDurable = "a refill is sent before it is durable"
    /// A statement's counter is not synced.
    case statementNotDurable = "a statement counter is used again after a crash"
    /// An impression is not synced.
    case debitNotDurable = "an impression leaves before its debit is durable"
    /// That a drawing has begun is not synced.
    case drawingNotDurable = "a drawing leaves before its beginning is durable"
    /// That a drawing arrived is not synced.
    case deliveryNotDurable = "a drawing counts as delivered before that is durable"
    /// A declaration of a spoiled print is not synced.
    case spoilNotDurable = "a declaration leaves before it is durable"
    /// A standing is not synced.
    case standingNotDurable = "a standing counts before it is durable"

    /// Where the search begins: at the first seed, unless that would search long in vain every time.
    package var firstSeed: UInt64 { self == .looksUpBeforeReplica ? 360 : 0 }

    /// The seeds, counted from the first, within which it must be found.
    package var seedsAllowed: UInt64 {
        switch self {
        // These show only when one fault follows another within milliseconds.
        case .looksUpBeforeReplica, .clonesStayUnlocked, .receiptBeforeDurable: 600
        // This only where something is franked between an upload and the forger's word.
        case .believesUnsignedReceipts: 600
        default: 60
        }
    }
}
