import Foundation
import Simulation
import Testing

struct CrashTrialTests {
    /// Debug builds are slow: `make soak` runs ten thousand.
    private static let lives: UInt64 = ProcessInfo.processInfo.environment["DUTYMARK_SOAK"] == "1" ? 10_000 : 6_000

    /// Thousands of seeded lives, the power cut at every write of each. A failure names its seed and step;
    /// `CrashTrial.run(seed:)` with that seed shows it again.
    @Test func `thousands of lives survive a cut at every write`() async throws {
        let lives = Int(Self.lives)
        let total = try await Self.lives(Self.lives, lanes: 2)
        print("\(lives) lives: \(total)")
        #expect(total.cuts > 30 * lives && total.crashes > lives / 2)
        #expect(total.impressions > lives && total.grants > lives)
        #expect(total.cancellations > lives * 3 / 100 && total.drawings > lives / 10 && total.spoils > lives / 10)
        #expect(total.sentAgain > lives / 100 && total.deliveries > lives * 75 / 10_000)
        #expect(total.destroyedKeys > lives / 20 && total.nextLives > lives / 50)
    }

    @Test func theSameSeedIsTheSameLife() throws {
        #expect(try CrashTrial.run(seed: 77) == CrashTrial.run(seed: 77))
    }

    /// A trial that cannot fail proves nothing: each planted bug must be found within a few seeds.
    @Test(arguments: [
        ("acknowledges before sync", Equipment.acknowledgesBeforeSync), ("replaces in place", .replacesInPlace),
        ("keeps a torn tail", .keepsTornTail), ("cuts too much, uses counters again", .cutsTooMuch),
        ("grants a retry twice", .grantsTwice), ("loses a new key", .losesNewKeys),
        ("loses a drawing that has begun", .losesBegunDrawings),
    ]) func aPlantedBugIsFound(_ name: String, _ equipment: Equipment) {
        #expect(throws: CrashTrial.Violation.self, "\(name)") {
            for seed in 1...200 { _ = try CrashTrial.run(seed: UInt64(seed), equipment: equipment) }
        }
    }

    private static func lives(_ count: UInt64, lanes: UInt64) async throws -> CrashTrial.Outcome {
        try await withThrowingTaskGroup(of: CrashTrial.Outcome.self) { group in
            for lane in 0..<lanes {
                group.addTask {
                    var sum = CrashTrial.Outcome()
                    for seed in stride(from: lane, to: count, by: Int(lanes)) {
                        sum = try sum + CrashTrial.run(seed: seed)
                    }
                    return sum
                }
            }
            return try await group.reduce(CrashTrial.Outcome(), +)
        }
    }
}
