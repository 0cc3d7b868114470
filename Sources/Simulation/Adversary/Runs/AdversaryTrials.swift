/// Many adversary trials.
package enum AdversaryTrials {
    /// Runs these seeds, so many at once; throws the first broken promise it meets. With `hasLong`, a few of them go on for
    /// much longer, which takes a release build.
    package static func run(
        _ seeds: Range<UInt64>, jobs: Int, keys: TrialKeys = .test, hasLong: Bool = false
    ) async throws -> AdversaryTrial.Outcome {
        try await withThrowingTaskGroup(of: AdversaryTrial.Outcome.self) { group in
            for job in 0..<UInt64(max(1, jobs)) {
                group.addTask {
                    var sum = AdversaryTrial.Outcome()
                    for seed in stride(from: seeds.lowerBound + job, to: seeds.upperBound, by: max(1, jobs)) {
                        try Task.checkCancellation()
                        sum = try sum + AdversaryTrial.run(seed: seed, keys: keys, isLong: hasLong)
                    }
                    return sum
                }
            }
            return try await group.reduce(AdversaryTrial.Outcome(), +)
        }
    }

    /// The broken promises of these seeds, at most so many.
    package static func survey(_ seeds: Range<UInt64>, most: Int) -> [FundsTrial.Violation] {
        var found: [FundsTrial.Violation] = []
        for seed in seeds where found.count < most {
            do throws(FundsTrial.Violation) {
                _ = try AdversaryTrial.run(seed: seed)
            } catch {
                found.append(error)
            }
        }
        return found
    }

    /// The first seed in which a planted bug is found, with what it broke; nil where it is not found in time.
    package static func find(_ bug: AdversaryBug) -> FundsTrial.Violation? {
        for seed in 0..<bug.seedsAllowed {
            do throws(FundsTrial.Violation) {
                _ = try AdversaryTrial.run(seed: seed, bug: bug)
            } catch {
                return error
            }
        }
        return nil
    }
}
