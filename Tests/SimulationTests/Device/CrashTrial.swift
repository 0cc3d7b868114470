import DeviceSimulation
import DutyModel
import Exchanges
import SecurityDevice
import Signing

/// One seeded life of a security device, cut at every write.
///
/// The seed chooses what happens: impressions, refills with lost, late and doubled answers, audits, uploads,
/// clocks that jump, prints and spoiled prints, withdrawal, the end of a key, a next life, and disk faults. After each operation the device is opened from
/// the disk as a power cut at each of the operation's writes would have left it, and must be exactly as it was
/// before the operation or exactly as it is after it. Now and then such a cut is what really happens, and the
/// life goes on from there.
struct CrashTrial {
    /// What a trial found out.
    struct Outcome: Hashable, Sendable {
        /// Power cuts tried.
        var cuts = 0
        /// Cuts after which the life went on from the cut disk.
        var crashes = 0
        /// Operations that the device carried out.
        var operations = 0
        /// Impressions made.
        var impressions = 0
        /// Refills granted and applied.
        var grants = 0
        /// Refills given up by a cancellation.
        var cancellations = 0
        /// Drawings that began and left the device.
        var drawings = 0
        /// Drawings that left it again.
        var sentAgain = 0
        /// Drawings said to have arrived.
        var deliveries = 0
        /// Prints declared spoiled.
        var spoils = 0
        /// Withdrawals confirmed, with their key destroyed.
        var destroyedKeys = 0
        /// Lives begun after the first, configured.
        var nextLives = 0

        /// Nothing found out yet.
        init() {}

        /// Adds up two trials.
        static func + (left: Self, right: Self) -> Self {
            var sum = left
            sum.cuts += right.cuts
            sum.crashes += right.crashes
            sum.operations += right.operations
            sum.impressions += right.impressions
            sum.grants += right.grants
            sum.cancellations += right.cancellations
            sum.drawings += right.drawings
            sum.sentAgain += right.sentAgain
            sum.deliveries += right.deliveries
            sum.spoils += right.spoils
            sum.destroyedKeys += right.destroyedKeys
            sum.nextLives += right.nextLives
            return sum
        }
    }

    /// A broken promise, with what is needed to see it again.
    struct Violation: Error, CustomStringConvertible {
        /// The seed of the trial.
        let seed: UInt64
        /// The operation at which it showed, counted from 0.
        let step: Int
        /// What was promised, and what was found.
        let what: String
        var description: String { "seed \(seed), step \(step): \(what)" }
    }

    let seed: UInt64
    let equipment: Equipment
    var random: SeededRandom
    var disk: SimulatedDisk
    var device: SecurityDevice
    var funds: ModelFunds
    var reading: ClockReading
    var outcome = Outcome()
    var step = 0
    /// Impressions that left the device, by counter; a counter never comes with other content.
    var released: [UInt32: SignedUsageRecord] = [:]
    /// An answer that the network still holds and may deliver late.
    var lateAnswer: EnvelopedRefillAnswer?
    /// The money that each withdrawal order takes back.
    var withdrawals: [OperationID: Paise] = [:]
    /// The faults of the disk during the operation at hand.
    var faults = SimulatedDisk.Faults()
    /// Whether the power went in the operation at hand, so that nothing more of it happens.
    var wasCut = false
    /// The nonce of every statement that left the device, by its counter; a confirmation has none.
    var statements: [UInt64: Nonce?] = [:]
    /// The paper of each impression.
    var papers: [UInt32: Paper] = [:]
    /// Which program draws; another one draws other bytes.
    var program = 1
    /// Declarations that left the device, by impression.
    var spoils: [UInt32: SpoilDeclaration] = [:]
    /// Declarations that the back end holds.
    var acknowledged: Set<UInt32> = []

    /// Runs the life of this seed; throws the first broken promise.
    static func run(seed: UInt64, steps: Int = 8, equipment: Equipment = .sound) throws(Violation) -> Outcome {
        var trial: CrashTrial
        do throws(DutyFailure) {
            trial = try CrashTrial(seed: seed, equipment: equipment)
        } catch {
            throw Violation(seed: seed, step: 0, what: "the device could not be made: \(error)")
        }
        for step in 0..<steps {
            trial.step = step
            try trial.operate(trial.nextOperation())
        }
        try trial.settleAccounts()
        return trial.outcome
    }

    private init(seed: UInt64, equipment: Equipment) throws(DutyFailure) {
        self.seed = seed
        self.equipment = equipment
        random = SeededRandom(seed: seed)
        disk = SimulatedDisk(seed: random.next())
        let start = Timestamp(1_764_000_000)
        funds = ModelFunds(time: start)
        funds.forgetsAnswers = equipment.fundsForgetAnswers
        reading = ClockReading(wall: start, bootSeconds: 5_000)
        device = try equipment.open(disk: disk)
        try device.initialise(serial: PSDSerial(7), life: 1)
        let (authorisation, signature) = try funds.authorisation(
            for: PSDKeyID(serial: PSDSerial(7), life: 1), publicKey: SimulatedKeyring.signer(life: 1).publicKey,
            limits: Self.licence)
        try device.authorise(authorisation, signature: signature, at: reading)
        if random.oneIn(5) { return }
        _ = try device.beginRefill(amount: .rupees(3_000), id: OperationID(unchecked: random.bytes(16)), at: reading)
        let request = try device.refillRequest(nonce: Nonce(unchecked: random.bytes(16)), at: reading)
        _ = try device.applyRefill(try funds.answer(request, refuses: false), at: reading)
    }

    static let licence = FrankingLimits(cap: .rupees(900), descendingMaximum: .rupees(9_000))

    func violation(_ what: String) -> Violation { Violation(seed: seed, step: step, what: what) }
}
