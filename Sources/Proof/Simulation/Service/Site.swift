import DutyModel
import Exchanges
import Tablet

/// One of the two sites of the back end: a database with its log, and the process that serves.
struct Site {
    /// What waits for durability before it leaves.
    struct Waiting {
        /// The length of the log that must be durable.
        let position: Int
        let errand: Errand
    }

    /// What leaves.
    enum Errand {
        /// An answer, what goes with it about the device's standing, and the statement that it rests on where it was
        /// written down.
        case reply(
            Result<ServiceReply, DutyFailure>, StandingNews?, to: Node, exchange: UInt32, heard: RegisterStatement?)
        case deposit(challan: String, paise: Int64)
        case reversal(challan: String)
    }

    let store = BookStore()
    /// Whether a marker outside the database says that there was one.
    var isMarked = false
    var isUp = true
    /// Counts the starts of the process; an event of an earlier start is void.
    var start: UInt32 = 0
    /// The term that the process serves in.
    var epoch: UInt64 = 1
    /// Transactions that this site holds durably.
    var durable = 0
    /// The log's length at which the sync that runs began; nil where none runs.
    var syncing: Int?
    /// Transactions that the replica holds durably, as far as this site was told.
    var replicated = 0
    /// Transactions up to which everything was sent to the replica.
    var sent = 0
    /// How long a replica may take before it is sent the same again, in milliseconds.
    var patience: Int64 = 60
    var waiting: [Waiting] = []
    /// What hits the commit at hand.
    var strike: SiteStrike?

    /// The process ends, or another begins: what was on its way in it is gone.
    mutating func turn(up isUp: Bool) {
        self.isUp = isUp
        start += 1
        (syncing, waiting, strike) = (nil, [], nil)
    }

    /// Whether the database is gone.
    var isLost: Bool { isMarked && store.log.isEmpty }
}

/// What may hit a site in a commit.
enum SiteStrike {
    /// The process ends before the transaction is durable.
    case crashBefore
    /// The process ends when it is durable and nobody was told.
    case crashAfter
    /// The log is torn in the middle of the transaction.
    case torn
    /// The sync fails, and the process stops: whether the transaction is durable is not known.
    case syncError
}

/// Who serves.
enum Pairing {
    /// The primary answers only what its replica has synced too.
    case paired(primary: Int, replica: Int)
    /// The other site is detached: it must be given everything anew before it can take over.
    case single(Int)

    var primary: Int {
        switch self {
        case .paired(let primary, _), .single(let primary): primary
        }
    }

    /// The replica of this site, or nil.
    func replica(of site: Int) -> Int? {
        if case .paired(let primary, let replica) = self, primary == site { replica } else { nil }
    }
}
