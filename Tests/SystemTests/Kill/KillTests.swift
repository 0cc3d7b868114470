import Foundation
import ProgramRunning
import Simulation
import Testing

/// The whole program is killed at random moments under load, again and again.
///
/// It shows what SIGKILL can show: nothing is kept in memory alone, and every start puts right what was half done. What
/// a power cut adds (writes that never reached the disk) is shown by the simulated disk.
@Suite("Killed under load")
struct KillTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let kills = environment["DUTYMARK_SOAK"] == nil ? 100 : 1_000
    /// A seed that failed is run again by giving it in DUTYMARK_SEED; the moments are then the same to a millisecond.
    private static let seed = environment["DUTYMARK_SEED"].flatMap { UInt64($0) } ?? .random(in: 1...999_999)

    @Test("nothing acknowledged is lost, nothing is doubled, and the books agree to the paisa")
    func killed() async throws {
        print("Killing the program \(Self.kills) times, seed \(Self.seed).")
        var random = SeededRandom(seed: Self.seed)
        try await withPlace { system in
            var ledger = KillLedger(place: system.place, seed: Self.seed)
            for kill in 1...Self.kills {
                if random.oneIn(8) { try await killWhileStarting(system.place, afterMilliseconds: random.below(400)) }
                try await system.start()
                try await ledger.compareAfterRestart(kill)
                let load = MachineLoad(place: system.place, seed: random.next())
                // Enough that franking hardly ever waits for funds; the refills under load are small.
                if kill == 1 { try await system.place.done("refill", "--amount", "5000") }
                async let deeds = load.run()
                // No synchronisation: the moment of the kill is what is random here.
                try await Task.sleep(for: .milliseconds(5 + random.below(700)))
                #expect(await system.isRunning, "seed \(Self.seed): the program ended by itself before kill \(kill)")
                await system.kill()
                ledger.add(await deeds)
            }
            try await system.start()
            try await ledger.compareAfterRestart(Self.kills + 1)
            try await ledger.settleAndCompareWithBackEnd()
            #expect(await system.stop().status == 0)
            print(ledger.account)
        }
    }

    /// Kills a start that may not be over yet.
    private func killWhileStarting(_ place: SystemPlace, afterMilliseconds milliseconds: Int) async throws {
        let seconds = "\(Double(milliseconds + 1) / 1_000)"
        let killed = try await Program.tool(
            "timeout", ["--foreground", "--signal=KILL", seconds, Program.dutymark.path] + place.up)
        #expect(killed.status == 137 || killed.status == 9, "seed \(Self.seed): a start ended by itself: \(killed)")
    }
}
