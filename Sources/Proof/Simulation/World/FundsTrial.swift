/// One seeded trial of funds from end to end: two machines, two sites of the back end, and the network between them.
///
/// All of it is the production code: the security device, the tablet's dialogues, the desk of the funds and
/// transactions services. Around them stand simulated disks, books, clocks, a network and people. First everything
/// goes wrong that a seed thinks of; then all is healed, and everything outstanding must come to its end. What must hold
/// (`Invariants`) is checked on the way, and all of it at the end.
package enum FundsTrial: SeededTrial {
    /// What a trial did.
    package struct Outcome: TrialOutcome {
        /// Trials.
        package var trials: UInt64 = 0
        /// Things that happened.
        package var events: UInt64 = 0
        /// Refills decided for the first time.
        package var decisions: UInt64 = 0
        /// Impressions made.
        package var impressions: UInt64 = 0
        /// The fewest faults and events of one trial.
        package var fewestFaults = UInt64.max
        package var fewestEvents = UInt64.max
        /// The most events that it took from the healing to the end.
        package var longestHealing: UInt64 = 0
        /// Which fault struck at which step.
        package var coverage = CoverageTable()

        /// Nothing yet.
        package init() {}

        /// Adds up trials.
        package static func + (left: Self, right: Self) -> Self {
            var sum = left
            sum.trials += right.trials
            sum.events += right.events
            sum.decisions += right.decisions
            sum.impressions += right.impressions
            sum.fewestFaults = min(sum.fewestFaults, right.fewestFaults)
            sum.fewestEvents = min(sum.fewestEvents, right.fewestEvents)
            sum.longestHealing = max(sum.longestHealing, right.longestHealing)
            sum.coverage = sum.coverage + right.coverage
            return sum
        }
    }

    /// The fewest events and faults of the first phase of a trial.
    static let eventsMinimum = 1_000
    static let faultsMinimum: UInt64 = 3
    /// The most events of the first phase, and of the second.
    static let eventsMaximum = 2_500
    /// The events after which faults that did not come about strike elsewhere.
    static let patience = 1_500
    static let healingMaximum = 6_000

    package static func run(
        seed: UInt64, bug: PlantedBug?, keys: TrialKeys, isLong: Bool, traceLimit: Int
    ) throws(TrialViolation) -> Outcome {
        let world = World(seed: seed, bug: bug, keys: keys, traceLimit: traceLimit)
        world.begin()
        try world.run { world in
            let lacksFaults = world.coverage.total < faultsMinimum
            if lacksFaults, world.events >= patience, world.events.isMultiple(of: 500) {
                world.plan.hurry()
                world.replaceDead()
            }
            return world.events < eventsMinimum || lacksFaults && world.events < 4 * eventsMaximum
                || !world.plan.isOver && world.events < eventsMaximum
        }
        return try world.finish()
    }
}

extension World {
    /// Puts the first machines and sites up.
    func begin() {
        sites = [Site(), Site()]
        for place in 0..<2 {
            let serial = office.nextSerial
            office.nextSerial += 1
            _ = addMachine(serial: serial)
            plan(.tabletWakes(machine: place, turn: 0), in: wait(1, 400))
            if !isScripted { plan(.clerkActs(machine: place), in: wait(2_000, 9_000)) }
        }
        if !isScripted { plan(.operatorActs, in: wait(4_000, 20_000)) }
        for _ in 0..<3 { deposit(newChallan()) }
    }

    /// Lets things happen while they should; throws the first broken promise.
    func run(while goesOn: (World) -> Bool) throws(TrialViolation) {
        while goesOn(self) {
            guard step() else {
                breaks("nothing happens any more: \(unsettled)")
                break
            }
            if events.isMultiple(of: 64) { checkBooks() }
            if broken != nil { break }
        }
        if let broken { throw violation(broken) }
    }

    /// Heals everything, and lets what is outstanding come to its end; throws the first broken promise.
    func finish() throws(TrialViolation) -> FundsTrial.Outcome {
        let before = events
        heal()
        try run { world in
            guard !world.isSettled else { return false }
            if world.events - before > FundsTrial.healingMaximum {
                world.breaks("not finished after healing: \(world.unsettled)")
            }
            return true
        }
        checkEnd()
        if let broken { throw violation(broken) }
        return outcome(healing: UInt64(events - before))
    }

    private func outcome(healing: UInt64) -> FundsTrial.Outcome {
        var outcome = FundsTrial.Outcome()
        outcome.trials = 1
        outcome.events = UInt64(events)
        outcome.decisions = UInt64(truth.answers.count)
        outcome.impressions = UInt64(truth.impressions.values.reduce(0) { $0 + $1.count })
        outcome.fewestFaults = coverage.total
        outcome.fewestEvents = UInt64(events)
        outcome.longestHealing = healing
        outcome.coverage = coverage
        return outcome
    }
}

extension FundsTrial.Outcome {
    package var isEnough: Bool { fewestFaults >= FundsTrial.faultsMinimum && fewestEvents >= FundsTrial.eventsMinimum }

    package var summary: String {
        "\(trials) trials, \(events) events, \(coverage.total) planned faults, \(decisions) refills decided, "
            + "\(impressions) impressions; at least \(fewestEvents) events and \(fewestFaults) planned faults each; "
            + "at most \(longestHealing) events from healing to the end"
    }
}
