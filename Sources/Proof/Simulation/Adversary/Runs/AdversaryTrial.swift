import DutyModel

/// One seeded trial with an enemy: two bases, the desk of the back end with its operators, and whoever is in the wrong place.
///
/// The security device, the tablet's dialogues and the desk are the production code. After each event every promise is
/// checked against what the keys of that back end really signed.
package enum AdversaryTrial: SeededTrial {
    /// What a trial did.
    package struct Outcome: TrialOutcome {
        /// Trials, by enemy, and what happened in them.
        package var trials: [Enemy: UInt64] = [:]
        /// Things that happened.
        package var events: UInt64 = 0
        /// Stamps made, drawings that left, grants applied.
        package var stamps: UInt64 = 0
        package var drawings: UInt64 = 0
        package var grants: UInt64 = 0
        /// Lives begun after the first, locks lifted, restarts of bases.
        package var lives: UInt64 = 0
        package var unlocked: UInt64 = 0
        package var restarts: UInt64 = 0
        /// Funds keys that another followed.
        package var successions: UInt64 = 0
        /// Which command was carried out and refused in which situation.
        package var coverage = AdversaryCoverage()

        /// Nothing yet.
        package init() {}

        /// Adds up trials.
        package static func + (left: Self, right: Self) -> Self {
            var sum = left
            sum.trials.merge(right.trials, uniquingKeysWith: +)
            sum.events += right.events
            sum.stamps += right.stamps
            sum.drawings += right.drawings
            sum.grants += right.grants
            sum.lives += right.lives
            sum.unlocked += right.unlocked
            sum.restarts += right.restarts
            sum.successions += right.successions
            sum.coverage = sum.coverage + right.coverage
            return sum
        }
    }

    /// The events of a trial.
    package static let eventsEach = 2_000
    /// Where long trials are wanted, one seed in so many goes on for so many times the events, and the enemy then asks for
    /// the same over and over.
    static let (longOneIn, longFactor): (UInt64, Int) = (200, 15)

    package static func run(
        seed: UInt64, bug: AdversaryBug?, keys: TrialKeys, isLong: Bool, traceLimit: Int
    ) throws(TrialViolation) -> Outcome {
        let enemy = bug?.enemy ?? Enemy.of(seed: seed)
        let world: AdversaryWorld
        do throws(DutyFailure) {
            world = try AdversaryWorld(seed: seed, enemy: enemy, bug: bug, keys: keys, traceLimit: traceLimit)
        } catch {
            throw TrialViolation(seed: seed, event: 0, what: "the trial cannot begin: \(error)", trace: "")
        }
        let most = isLong && seed % longOneIn == longOneIn - 1 ? eventsEach * longFactor : eventsEach
        while world.broken == nil, world.events < most { world.step() }
        world.checkBooks()
        if let broken = world.broken {
            throw world.violation("\(enemy.rawValue): \(broken)")
        }
        world.outcome.trials[enemy] = 1
        world.outcome.events = UInt64(world.events)
        return world.outcome
    }
}

extension AdversaryTrial.Outcome {
    package var isEnough: Bool { true }

    package var summary: String {
        let enemies = Enemy.allCases.map { "\(trials[$0] ?? 0) \($0.rawValue)" }.joined(separator: ", ")
        return "\(events) events of an enemy (trials: \(enemies)), \(stamps) stamps, \(drawings) drawings, "
            + "\(grants) grants, \(lives) later lives, \(unlocked) locks lifted, \(successions) funds keys followed, \(restarts) restarts"
    }
}
