/// Many funds trials.
package enum FundsTrials {
    /// Runs these seeds, so many at once; throws the first broken promise it meets.
    package static func run(
        _ seeds: Range<UInt64>, jobs: Int, keys: TrialKeys = .test
    ) async throws -> FundsTrial.Outcome {
        try await withThrowingTaskGroup(of: FundsTrial.Outcome.self) { group in
            for job in 0..<UInt64(max(1, jobs)) {
                group.addTask {
                    var sum = FundsTrial.Outcome()
                    for seed in stride(from: seeds.lowerBound + job, to: seeds.upperBound, by: max(1, jobs)) {
                        try Task.checkCancellation()
                        sum = try sum + FundsTrial.run(seed: seed, keys: keys)
                    }
                    return sum
                }
            }
            return try await group.reduce(FundsTrial.Outcome(), +)
        }
    }

    /// The broken promises of these seeds, at most so many.
    package static func survey(_ seeds: Range<UInt64>, most: Int) -> [FundsTrial.Violation] {
        var found: [FundsTrial.Violation] = []
        for seed in seeds where found.count < most {
            do throws(FundsTrial.Violation) {
                _ = try FundsTrial.run(seed: seed)
            } catch {
                found.append(error)
            }
        }
        return found
    }

    /// The first seed in which a planted bug is found, with what it broke; nil where it is not found in time.
    package static func find(_ bug: PlantedBug) -> FundsTrial.Violation? {
        for seed in 0..<bug.seedsAllowed {
            do throws(FundsTrial.Violation) {
                _ = try FundsTrial.run(seed: seed, bug: bug)
            } catch {
                return error
            }
        }
        return nil
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
