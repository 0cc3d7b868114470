import Simulation
import Testing

struct CrashTrialTests {
    /// Ten thousand seeded lives, the power cut at every write of each. A failure names its seed and step;
    /// `CrashTrial.run(seed:)` with that seed shows it again.
    @Test func tenThousandLivesSurviveACutAtEveryWrite() async throws {
        let total = try await Self.lives(10_000, lanes: 2)
        print("Ten thousand lives: \(total)")
        #expect(total.cuts > 300_000 && total.crashes > 5_000)
        #expect(total.impressions > 10_000 && total.grants > 10_000)
        #expect(total.cancellations > 300 && total.drawings > 1_000 && total.spoils > 1_000)
        #expect(total.sentAgain > 100 && total.deliveries > 75)
        #expect(total.destroyedKeys > 500 && total.nextLives > 200)
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
