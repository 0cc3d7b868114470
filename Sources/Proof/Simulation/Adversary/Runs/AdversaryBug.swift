import Exchanges
import Signing

/// A bug that an adversary trial is given on purpose, one for each promise at least; none is in the code that is shipped.
package enum AdversaryBug: String, SoughtBug {
    case noRoot = "a fresh life without a service root obeys whatever funds key its licence names"
    case anyServiceKey = "a service key is obeyed that the service root did not certify"
    case followedKeyCounts = "what a followed funds key signed counts after the next one is obeyed"
    case unsignedGrants = "a grant counts that the pinned service did not sign"
    case unsignedOrders = "funds are removed by an order that the pinned service did not sign"
    case unsignedStandings = "a lock is lifted by a standing that the pinned service did not sign"
    case unsignedReceipts = "records are let go on a receipt that the pinned service did not sign"
    case foreignRecords = "a record that somebody made up stops the device"
    case lockNotDurable = "a lock does not outlast a power cut"
    case withdrawalNotDurable = "removed funds come back with a power cut"
    case debitNotDurable = "an item number is used twice around a power cut"
    case statementNotDurable = "a statement counter is used twice around a power cut"
    case keyLeaves = "an answer holds the private key"
    case signsWhatItIsShown = "the base signs what the tablet shows it"
    case stampsWithoutFunds = "a stamp is made without a debit"
    case otherRegisters = "a stamp names other registers than the device's"
    case drawsSpoiled = "a spoiled impression is drawn"
    case unsignedRequests = "the back end acts on a request that no device signed"
    case anyKeyIsLicensed = "the back end licenses a key that no operator permitted"

    /// The enemy who finds it.
    package var enemy: Enemy {
        switch self {
        case .unsignedReceipts: .network
        case .unsignedRequests, .anyKeyIsLicensed: .certificate
        default: .tablet
        }
    }

    /// The seeds, counted from 0, within which it must be found.
    package var seedsAllowed: UInt64 { 40 }

    /// The contexts whose signatures the device takes for good unseen.
    var believedContexts: [SigningContext] {
        switch self {
        case .anyServiceKey: [.serviceKey]
        case .unsignedGrants: [.grant, .envelope, .standingEnvelope]
        case .unsignedOrders: [.withdrawal, .standingWithdrawal]
        case .unsignedStandings: [.standing, .auditVerdict, .standingVerdict]
        case .unsignedReceipts: [.usageReceipt, .standingReceipt]
        case .foreignRecords: [.usage]
        default: []
        }
    }

    /// The tags of the journal's events that are not synced.
    var unsyncedTags: Set<UInt8>? {
        switch self {
        case .lockNotDurable: [36]
        case .withdrawalNotDurable: [13]
        case .debitNotDurable: [3]
        case .statementNotDurable: [5, 8, 12, 17]
        default: nil
        }
    }
}
