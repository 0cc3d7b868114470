/// Many adversary trials.
package enum AdversaryTrials {
    /// Runs these seeds, so many at once; throws the first broken promise it meets. With `hasLong`, a few of them go on for
    /// much longer, which takes a release build.
    package static func run(
        _ seeds: Range<UInt64>, jobs: Int, keys: TrialKeys = .test, hasLong: Bool = false
    ) async throws -> AdversaryTrial.Outcome {
        try await SeedSweep.run(seeds, jobs: jobs) { seed in
            try AdversaryTrial.run(seed: seed, keys: keys, isLong: hasLong)
        }
    }

    /// The broken promises of these seeds, at most so many.
    package static func survey(_ seeds: Range<UInt64>, most: Int) -> [FundsTrial.Violation] {
        SeedSweep.survey(seeds, most: most) { seed throws(FundsTrial.Violation) in try AdversaryTrial.run(seed: seed) }
    }

    /// The first seed in which a planted bug is found, with what it broke; nil where it is not found in time.
    package static func find(_ bug: AdversaryBug) -> FundsTrial.Violation? {
        SeedSweep.survey(0..<bug.seedsAllowed, most: 1) { seed throws(FundsTrial.Violation) in
            try AdversaryTrial.run(seed: seed, bug: bug)
        }.first
    }
}
