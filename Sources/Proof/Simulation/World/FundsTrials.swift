/// Many funds trials.
package enum FundsTrials {
    /// Runs these seeds, so many at once; throws the first broken promise it meets.
    package static func run(
        _ seeds: Range<UInt64>, jobs: Int, keys: TrialKeys = .test
    ) async throws -> FundsTrial.Outcome {
        try await SeedSweep.run(seeds, jobs: jobs) { seed in try FundsTrial.run(seed: seed, keys: keys) }
    }

    /// The broken promises of these seeds, at most so many.
    package static func survey(_ seeds: Range<UInt64>, most: Int) -> [FundsTrial.Violation] {
        SeedSweep.survey(seeds, most: most) { seed throws(FundsTrial.Violation) in try FundsTrial.run(seed: seed) }
    }

    /// The first seed in which a planted bug is found, with what it broke; nil where it is not found in time.
    package static func find(_ bug: PlantedBug) -> FundsTrial.Violation? {
        let seeds = bug.firstSeed..<bug.firstSeed + bug.seedsAllowed
        return SeedSweep.survey(seeds, most: 1) { seed throws(FundsTrial.Violation) in
            try FundsTrial.run(seed: seed, bug: bug)
        }.first
    }
}

extension FundsTrial.Outcome {
    /// The outcome in a line.
    package var summary: String {
        "\(trials) trials, \(events) events, \(coverage.total) planned faults, \(decisions) refills decided, "
            + "\(impressions) impressions; at least \(fewestEvents) events and \(fewestFaults) planned faults each; "
            + "at most \(longestHealing) events from healing to the end"
    }
}
