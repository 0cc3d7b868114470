import DutyModel
import Exchanges

/// Everything a security device knows: the sum of the events in its journal.
///
/// `apply` is the only way it changes; the questions it answers for franking, refills and audits stand in
/// `Decisions`.
struct DeviceState: Hashable, Sendable {
    /// Where the device stands in its life.
    var phase: LifePhase = .manufactured
    /// The key of this life; its serial never changes once it is there.
    var psdKey: PSDKeyID?
    /// The key's public half.
    var publicKey: PublicKeyBytes?
    /// The licence of this life.
    var authorisation: Authorisation?
    /// The licences of earlier lives of which an impression is still held, oldest first: their prints name them.
    var earlierLicences: [Authorisation] = []

    /// The money registers.
    var registers: Registers = .empty
    /// All money ever granted to the device.
    var granted: Paise = .zero
    /// All money ever removed from it by a withdrawal.
    var removed: Paise = .zero

    /// The item number of the last impression; never starts again.
    var itemCount: UInt32 = 0
    /// Hash of the last usage record.
    var chainHead: ContentHash = .zero
    /// The newest usage records.
    var usage = UsageTail()

    /// Records that are no longer among the newest and are kept because their print isn't settled, by their counters.
    var keptRecords: [UInt32: SignedUsageRecord] = [:]

    /// What became of their paper.
    var prints = Prints()

    /// What became of the acts of people; they go on over all lives.
    var acts = Acts()

    /// Whose signatures count.
    var obedience = Obedience()

    /// The sequence of the last refill applied; never starts again.
    var appliedSequence: UInt64 = 0
    /// Tries decided against at the next sequence.
    var attemptsRefused: UInt32 = 0
    /// Hash of the last grant applied.
    var lastGrant: ContentHash = .zero
    /// The last decision on a refill that was applied.
    var lastAnswer: RefillAnswer?
    /// The newest grants applied, oldest first; at most `GrantReport.grantsMaximum`, over all lives.
    var grants: [RefillAnswer] = []
    /// The refill that waits for its decision.
    var outstandingRefill: OutstandingRefill?

    /// The audit that waits for its verdict.
    var outstandingAudit: OutstandingInspection?
    /// The withdrawal that waits for its order.
    var outstandingWithdrawal: OutstandingInspection?
    /// The withdrawal that ended this life.
    var completedWithdrawal: OperationID?
    /// Whether the device gave its word on that withdrawal.
    var confirmedWithdrawal = false
    /// Whether the key of this life was destroyed.
    var keyDestroyed = false
    /// Counts signed statements; never starts again.
    var statementCounter: UInt64 = 0
    /// The highest term of the funds service seen.
    var epoch: UInt64 = 0
    /// The device's time, from its authorisation on.
    var clock: SignedClock?
    /// How long records wait, whatever the wall clock says.
    var waiting = WaitingClock()
    /// The inspection period, from the first inspection on.
    var inspection: InspectionPeriod?

    /// What the last audit found wrong; empty when it was good.
    var auditDifferences: [AuditDifference] = []
    /// The newest standing that the back end gave this life; nil where it gave none.
    var standing: DeviceStanding?
    /// The highest impression that the back end holds of this device beyond its journal; nil where it showed none.
    var shownBehind: UInt32?
    /// Whether the device was opened.
    var isTampered = false
    /// Why nothing may be printed any more.
    var fatalReason: String?
}

extension DeviceState {
    /// The device's time at this reading; before its authorisation, the wall clock.
    func now(at reading: ClockReading) -> Timestamp { clock?.now(at: reading) ?? reading.wall }

    /// Throws where the device has stopped for good: it is read then, and writes nothing any more.
    func requireNotStopped() throws(DutyFailure) {
        guard let fatalReason else { return }
        // Refused before anything is written, so more is known than the code says.
        throw DutyFailure(.psdFatal, "The security device has stopped for good: \(fatalReason)", outcome: .notDone)
    }

    /// Throws unless the device works and its phase lets the command through.
    func require(_ command: DeviceCommand) throws(DutyFailure) {
        try requireNotStopped()
        guard phase.allows(command) else {
            throw DutyFailure(.psdStateRefuses, "The security device is \(phase.words).")
        }
    }

    /// The key of this life; there is one in every phase that asks.
    func requireKey() throws(DutyFailure) -> PSDKeyID {
        guard let psdKey else { throw DutyFailure(.psdStateRefuses, "The security device has no key yet.") }
        return psdKey
    }

    /// The licence of this life; there is one in every phase that asks.
    func requireAuthorisation() throws(DutyFailure) -> Authorisation {
        guard let authorisation else { throw DutyFailure(.psdStateRefuses, "The security device has no licence yet.") }
        return authorisation
    }
}
