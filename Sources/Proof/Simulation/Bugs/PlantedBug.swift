/// A bug that a funds trial is given on purpose, in words, to show that it would be found; none is in the code that is shipped.
///
/// Each stands in the simulated equipment around the production code: its books, its sites, its disk, its keys.
package enum PlantedBug: String, SoughtBug {
    case answersBeforeCommit = "answers before the commit"
    case looksUpBeforeReplica = "a look-up answers before the standby has flushed"
    case syncFreesTooMuch = "a sync frees answers of later transactions"
    case replicaAcknowledgesEarly = "the standby acknowledges before its own sync"
    case promotesLaggard = "a standby that lags is promoted"
    case voidsOnTimeout = "a grant is voided on a time-out"
    case returnsUnasked = "money on its way is given back without the device's word"
    case epochInGrant = "the epoch stands inside the stored grant"
    case decidesAnewOnRetry = "a retry is decided anew"
    case cancellationForgetsTombstone = "a cancellation leaves no tombstone"
    case restoreTrustsDevices = "a restored backup takes over sequences without the grants"
    case lostDatabaseIsNew = "a lost database is taken for a new one"
    case lostDeviceIsNew = "a lost device is made anew"
    case challanBookedTwice = "a doubled challan is booked twice"
    case refundPaidTwice = "a refund is paid twice"
    case verdictIgnoresNonce = "a verdict is not bound to the nonce"
    case clonesStayUnlocked = "a suspected clone is not locked"
    case standingStaysBehind = "a locked device is not told so"
    case receiptBeforeDurable = "a receipt is given before the records are durable"
    case standingKeptBack = "a standing is not handed on to the base"
    case reversedTwice = "a deposit is reversed twice"
    case actsForgottenAtRestart = "acts are forgotten at a restart"
    case notDoneStaysOpen = "an act that was denied is done when it comes late"
    case brokenLinkIsNotDone = "a broken link is told as not done"
    case deliveredBeforeArrival = "a drawing counts as delivered before it arrived"
    case believesUnsignedAnswers = "an unsigned refusal clears a refill"
    case believesUnsignedReceipts = "records are deleted on an unverified receipt"
    case pendingNotDurable = "a refill is sent before it is durable"
    case statementNotDurable = "a statement counter is used again after a crash"
    case debitNotDurable = "an impression leaves before its debit is durable"
    case drawingNotDurable = "a drawing leaves before its beginning is durable"
    case deliveryNotDurable = "a drawing counts as delivered before that is durable"
    case spoilNotDurable = "a declaration leaves before it is durable"
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
