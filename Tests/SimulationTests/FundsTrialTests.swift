import Foundation
import Simulation
import Testing

/// Funds from end to end under everything that goes wrong. A failure names its seed;
/// `DUTYMARK_SEED=… swift test --filter FundsTrialTests` tells its last events.
@Suite struct FundsTrialTests {
    /// Debug builds are slow; `make soak` runs a hundred thousand seeds of a release build besides. Where they begin, so few
    /// fill each cell of the table.
    private static let seeds = 200..<UInt64(ProcessInfo.processInfo.environment["DUTYMARK_SOAK"] == "1" ? 3_000 : 1_800)

    @Test func `every promise holds under every fault at every step`() async throws {
        let total = try await FundsTrial.run(Self.seeds, jobs: 2)
        print(total.summary)
        print(total.coverage.text)
        #expect(total.fewestEvents >= 1_000)
        #expect(total.fewestFaults >= 3)
        #expect(total.coverage.emptyCells.isEmpty, "\(total.coverage.emptyCells.joined(separator: "; "))")
    }

    @Test func `the same seed is the same run`() throws {
        #expect(try FundsTrial.run(seed: 11) == FundsTrial.run(seed: 11))
    }

    @Test func `real signatures change nothing`() async throws {
        let total = try await FundsTrial.run(0..<12, jobs: 2, keys: .ed25519)
        #expect(total.trials == 12)
        #expect(total.decisions > 12)
    }

    /// A trial that cannot fail proves nothing: each planted bug is found within its number of seeds.
    @Test(arguments: PlantedBug.allCases) func `a planted bug is found`(_ bug: PlantedBug) throws {
        let found = try #require(
            FundsTrial.find(bug), "“\(bug.rawValue)” was not found within \(bug.seedsAllowed) seeds")
        let seeds = found.seed + 1 - bug.firstSeed
        print("found after \(seeds) of \(bug.seedsAllowed) seeds: \(bug.rawValue): \(found.what)")
    }

    @Test func `a failure tells its seed and its last events`() throws {
        let violation = try #require(throws: TrialViolation.self) {
            for seed in 0..<PlantedBug.refundPaidTwice.seedsAllowed {
                _ = try FundsTrial.run(seed: seed, bug: .refundPaidTwice, traceLimit: 20)
            }
        }
        #expect(violation.description.hasPrefix("seed \(violation.seed), event \(violation.event): "))
        #expect(violation.trace.split(separator: "\n").count == 20)
    }

    /// `DUTYMARK_SEED` asks for one seed alone, with its last events.
    @Test(.enabled(if: Self.replaySeed != nil, "DUTYMARK_SEED names no seed to replay"))
    func `the seed that was asked for holds`() throws {
        let seed = try #require(Self.replaySeed)
        print(try FundsTrial.run(seed: seed, traceLimit: 120).summary)
    }

    private static let replaySeed = ProcessInfo.processInfo.environment["DUTYMARK_SEED"].flatMap { UInt64($0) }
}
