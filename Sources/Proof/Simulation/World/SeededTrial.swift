/// One kind of trial: the same seed is the same run.
package protocol SeededTrial: Sendable {
    /// What a trial did.
    associatedtype Outcome: TrialOutcome
    /// The bugs that may be planted in it.
    associatedtype Bug: SoughtBug

    /// Runs the trial of this seed; throws the first broken promise.
    ///
    /// - Parameters:
    ///   - bug: A bug to plant, which the trial should find.
    ///   - keys: Hashes or real signatures.
    ///   - isLong: Whether the trial goes on for long, where its kind has a few that do and its seed is one of them.
    ///   - traceLimit: How many of the last events to tell with a violation.
    static func run(
        seed: UInt64, bug: Bug?, keys: TrialKeys, isLong: Bool, traceLimit: Int
    ) throws(TrialViolation) -> Outcome
}

/// What the trials of a kind come to, added up.
package protocol TrialOutcome: Hashable, Sendable {
    /// What the trials met of all that they should meet.
    associatedtype Coverage: TrialCoverage

    /// What no trials come to.
    init()
    /// What both come to together.
    static func + (left: Self, right: Self) -> Self

    /// Things that happened.
    var events: UInt64 { get }
    /// What was met.
    var coverage: Coverage { get }
    /// Whether enough went wrong in each trial.
    var isEnough: Bool { get }
    /// The outcome in a line.
    var summary: String { get }
}

/// A table of what trials met.
package protocol TrialCoverage {
    /// The cells that can be and are not, in words.
    var emptyCells: [String] { get }
    /// The table for people.
    var text: String { get }
}

/// A bug that is planted to see that trials find it.
package protocol SoughtBug: RawRepresentable<String>, CaseIterable, Sendable {
    /// The seed at which the search begins.
    var firstSeed: UInt64 { get }
    /// The seeds, counted from the first, within which it must be found.
    var seedsAllowed: UInt64 { get }
}

extension SoughtBug {
    package var firstSeed: UInt64 { 0 }
}

/// A broken promise, with what is needed to see it again.
package struct TrialViolation: Error, CustomStringConvertible {
    /// The seed of the trial.
    package let seed: UInt64
    /// The event at which it showed, counted from 1.
    package let event: Int
    /// What was promised, and what was found.
    package let what: String
    /// The last events, where they were asked for.
    package let trace: String
    package var description: String {
        "seed \(seed), event \(event): \(what)" + (trace.isEmpty ? "" : "\n\(trace)")
    }
}

extension SeededTrial {
    /// The trial of this seed, as tests run it.
    package static func run(seed: UInt64, bug: Bug? = nil, traceLimit: Int = 0) throws(TrialViolation) -> Outcome {
        try run(seed: seed, bug: bug, keys: .test, isLong: false, traceLimit: traceLimit)
    }

    /// Runs these seeds, so many at once; throws the first broken promise it meets.
    package static func run(
        _ seeds: Range<UInt64>, jobs: Int, keys: TrialKeys = .test, isLong: Bool = false
    ) async throws -> Outcome {
        try await withThrowingTaskGroup(of: Outcome.self) { group in
            for job in 0..<UInt64(max(1, jobs)) {
                group.addTask {
                    var sum = Outcome()
                    for seed in stride(from: seeds.lowerBound + job, to: seeds.upperBound, by: max(1, jobs)) {
                        try Task.checkCancellation()
                        sum = try sum + run(seed: seed, bug: nil, keys: keys, isLong: isLong, traceLimit: 0)
                    }
                    return sum
                }
            }
            return try await group.reduce(Outcome(), +)
        }
    }

    /// The broken promises of these seeds, at most so many.
    package static func survey(_ seeds: Range<UInt64>, most: Int, bug: Bug? = nil) -> [TrialViolation] {
        var found: [TrialViolation] = []
        for seed in seeds where found.count < most {
            do throws(TrialViolation) { _ = try run(seed: seed, bug: bug) } catch { found.append(error) }
        }
        return found
    }

    /// The first seed in which a planted bug is found, with what it broke; nil where it is not found in time.
    package static func find(_ bug: Bug) -> TrialViolation? {
        survey(bug.firstSeed..<bug.firstSeed + bug.seedsAllowed, most: 1, bug: bug).first
    }
}
