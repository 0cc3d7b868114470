import Foundation
import Simulation
import Testing

/// The tablet, the network or the machine's certificate in the wrong hands. A failure names its seed;
/// `DUTYMARK_ADVERSARY_SEED=… swift test --filter AdversaryTrialTests` tells its last events.
@Suite struct AdversaryTrialTests {
    /// A tenth of what `make soak` runs of a release build.
    private static let seeds: Range<UInt64> = 0..<500

    @Test func `every promise holds against every enemy`() async throws {
        let total = try await AdversaryTrial.run(Self.seeds, jobs: 2)
        print(total.summary)
        print(total.coverage.text)
        #expect(total.events >= 1_000_000)
        #expect(total.successions >= 300)
        #expect(Enemy.allCases.allSatisfy { total.trials[$0, default: 0] >= 100 })
        #expect(total.coverage.emptyCells.isEmpty, "\(total.coverage.emptyCells.joined(separator: "; "))")
    }

    @Test func `the same seed is the same run`() throws {
        for seed: UInt64 in [1, 3, 5] {
            #expect(try AdversaryTrial.run(seed: seed) == AdversaryTrial.run(seed: seed))
        }
    }

    @Test func `real signatures change nothing`() async throws {
        let total = try await AdversaryTrial.run(0..<6, jobs: 2, keys: .ed25519)
        #expect(total.events == 12_000)
        #expect(total.grants > 0 && total.stamps > 0)
    }

    /// A trial that cannot fail proves nothing: each planted bug is found within its number of seeds.
    @Test(arguments: AdversaryBug.allCases) func `a planted bug is found`(_ bug: AdversaryBug) throws {
        let found = try #require(
            AdversaryTrial.find(bug), "“\(bug.rawValue)” was not found within \(bug.seedsAllowed) seeds")
        print("found after \(found.seed + 1) of \(bug.seedsAllowed) seeds: \(bug.rawValue): \(found.what)")
    }

    /// `DUTYMARK_ADVERSARY_SEED` asks for one seed alone, with its last events.
    @Test(.enabled(if: Self.replaySeed != nil, "DUTYMARK_ADVERSARY_SEED names no seed to replay"))
    func `the seed that was asked for holds`() throws {
        let seed = try #require(Self.replaySeed)
        print(try AdversaryTrial.run(seed: seed, traceLimit: 60).summary)
    }

    private static let replaySeed = ProcessInfo.processInfo.environment["DUTYMARK_ADVERSARY_SEED"].flatMap {
        UInt64($0)
    }
}
