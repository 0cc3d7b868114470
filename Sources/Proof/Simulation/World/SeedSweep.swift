/// What the trials of a kind come to, added up.
package protocol TrialOutcome: Sendable {
    /// What no trials come to.
    init()
    /// What both come to together.
    static func + (left: Self, right: Self) -> Self
}

/// A bug that is planted to see that trials find it.
package protocol SoughtBug: RawRepresentable<String>, CaseIterable {
    /// The seed at which the search begins.
    var firstSeed: UInt64 { get }
    /// The seeds, counted from the first, within which it must be found.
    var seedsAllowed: UInt64 { get }
}

extension SoughtBug {
    package var firstSeed: UInt64 { 0 }
}

/// Trials of one kind, seed after seed.
enum SeedSweep {
    /// Runs these seeds, so many at once; throws the first broken promise it meets.
    static func run<Outcome: TrialOutcome>(
        _ seeds: Range<UInt64>, jobs: Int, _ trial: @escaping @Sendable (UInt64) throws -> Outcome
    ) async throws -> Outcome {
        try await withThrowingTaskGroup(of: Outcome.self) { group in
            for job in 0..<UInt64(max(1, jobs)) {
                group.addTask {
                    var sum = Outcome()
                    for seed in stride(from: seeds.lowerBound + job, to: seeds.upperBound, by: max(1, jobs)) {
                        try Task.checkCancellation()
                        sum = try sum + trial(seed)
                    }
                    return sum
                }
            }
            return try await group.reduce(Outcome(), +)
        }
    }

    /// The broken promises of these seeds, at most so many.
    static func survey<Outcome>(
        _ seeds: Range<UInt64>, most: Int, _ trial: (UInt64) throws(FundsTrial.Violation) -> Outcome
    ) -> [FundsTrial.Violation] {
        var found: [FundsTrial.Violation] = []
        for seed in seeds where found.count < most {
            do throws(FundsTrial.Violation) {
                _ = try trial(seed)
            } catch {
                found.append(error)
            }
        }
        return found
    }
}
