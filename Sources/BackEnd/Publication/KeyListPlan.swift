import DutyModel
import Signing

/// What is to be done about the published key list; no clock, no disk.
enum KeyListPlan: Hashable, Sendable {
    /// Nothing: the list says what there is to say, is fresh, and stands where readers look.
    case keep
    /// Write the newest list again: it was signed, and does not stand where readers look.
    case write
    /// Sign a list of this version and write it.
    case sign(version: UInt64)

    /// What the plan is made from.
    struct Facts {
        /// What the list has to say now.
        var contents: KeyListContents
        /// The newest list that is known here; nil where none is.
        var newest: KeyList?
        /// Whether its forms stand where readers look.
        var stands: Bool
        /// The highest version that was ever taken here, by the books and the folder; 0 before the first.
        var highestVersion: UInt64
        /// The key with which lists are signed now.
        var publisher: PublicKeyBytes
        /// The term of the services, from 1 on; it rises when books are restored.
        var epoch: UInt64
        /// The time.
        var now: Timestamp
    }

    static func of(_ facts: Facts, limits: KeyListPublicationLimits) -> KeyListPlan {
        let next = next(facts, limits)
        guard let newest = facts.newest, newest.format == .current, newest.contents == facts.contents,
            newest.publisher == facts.publisher, let end = newest.validUntil
        else { return .sign(version: next) }
        // Signed and then not published anywhere, or published by books that were put back since.
        guard newest.version >= facts.highestVersion, newest.version > floor(facts.epoch, limits) else {
            return .sign(version: next)
        }
        let age = KeyListAge(of: newest.issuedAt, at: facts.now)
        guard age.meaning != .ahead, age.seconds < limits.signAgainHours * 3600,
            facts.now < end.advanced(bySeconds: -limits.leastValidHours * 3600),
            end <= newest.issuedAt.advanced(bySeconds: limits.validHours * 3600)
        else { return .sign(version: next) }
        return facts.stands ? .keep : .write
    }

    /// The version of a list that is signed now: above all that are known of, and in each term no lower than the seconds since
    /// 1970. So a back end that lost its books and its list together goes on above what it published before.
    private static func next(_ facts: Facts, _ limits: KeyListPublicationLimits) -> UInt64 {
        let highest = max(facts.newest?.version ?? 0, facts.highestVersion)
        let clock = floor(facts.epoch, limits).addingReportingOverflow(UInt64(clamping: facts.now.seconds)).partialValue
        return max(highest == .max ? .max : highest + 1, clock, 1)
    }

    /// What no version of this term is below, so that readers take the list of a restored back end whatever was
    /// published after its backup.
    private static func floor(_ epoch: UInt64, _ limits: KeyListPublicationLimits) -> UInt64 {
        let number = max(1, ServiceTerm(epoch: epoch).number)
        return (number - 1).multipliedReportingOverflow(by: limits.versionsPerEpoch).partialValue
    }

    /// The number of the term in which a list of this version was signed.
    static func term(ofVersion version: UInt64, limits: KeyListPublicationLimits) -> UInt64 {
        let (count, within) = (max(1, version) - 1).quotientAndRemainder(dividingBy: max(1, limits.versionsPerEpoch))
        // Versions that were counted, not taken from the clock, had terms of their own length.
        guard count == 0, within < limits.firstClockVersion else { return count + 1 }
        return (max(1, version) - 1) / max(1, limits.countedVersionsPerEpoch) + 1
    }
}

/// How often the key list is published.
public struct KeyListPublicationLimits: Hashable, Sendable {
    /// Hours after which a list that has nothing new to say is signed anew, so that its age tells a reader something.
    public var signAgainHours: Int64 = 24
    /// Hours for which a list is valid. A week: whoever reads it has a long weekend without a network behind him, and a back
    /// end that stands still for days stops nobody. Older than two days, a list is remarked all the same.
    public var validHours: Int64 = 168
    /// Hours before its end at which a list is signed anew in any case, however long it is valid and however seldom it is
    /// signed.
    public var leastValidHours: Int64 { max(1, validHours / 2) }
    /// Seconds between two looks at a list that was published: at its age, and whether it still stands.
    public var lookSeconds: Int64 = 1800
    /// Seconds after a failed publication until the first new try; each further wait is twice as long.
    public var firstRetrySeconds: Int64 = 5
    /// The longest wait between two tries, in seconds: whoever mends the folder looks on.
    public var longestRetrySeconds: Int64 = 60
    /// Failures in a row from which on there is an alarm: one that the next try makes up for, seconds later, needs nobody.
    public var alarmFailures = 2
    /// Versions of one term of the services; the numbers of the next term begin above them. Those of a term are seconds since
    /// 1970 or higher, so this is more than such seconds there will be until the year 2286.
    public var versionsPerEpoch: UInt64 = 10_000_000_000
    /// The lowest version that can have been taken from the clock: seconds since 1970, in November 2023.
    public var firstClockVersion: UInt64 = 1_700_000_000
    /// Versions of one term before they were taken from the clock.
    public var countedVersionsPerEpoch: UInt64 = 1_000_000_000
    /// How much of one device and one customer a list holds.
    public var bounds = KeyListBounds()

    /// The defaults.
    public init() {}

    /// Seconds to wait after so many failures in a row; none is a success.
    public func wait(afterFailures failures: Int) -> Int64 {
        failures == 0 ? lookSeconds : min(longestRetrySeconds, firstRetrySeconds << Int64(min(failures - 1, 20)))
    }
}
