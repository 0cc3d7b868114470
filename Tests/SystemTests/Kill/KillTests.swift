import DeviceSimulation
import DutyModel
import Foundation
import ProgramRunning
import Simulation
import Testing

/// The parts of a system are killed at random moments, one at a time, while clerks give every command at once,
/// and one of them withdraws the machine and gives its device the next life.
///
/// It shows what SIGKILL can show: nothing is kept in memory alone, every start puts right what was half done, and what
/// people are told of a command is what the books say. What a power cut adds (writes that never reached the disk) is
/// shown by the simulated disk.
@Suite("Killed under load", .timeLimit(.minutes(120)))
struct KillTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let kills = environment["DUTYMARK_SOAK"] == nil ? 25 : 1_000
    /// A seed that failed is run again by giving it in DUTYMARK_SEED; the moments are then the same to a millisecond.
    private static let seed = environment["DUTYMARK_SEED"].flatMap { UInt64($0) } ?? .random(in: 1...999_999)

    @Test("no act's told outcome differs from the books, which agree to the paisa")
    func killed() async throws {
        print("Killing a part \(Self.kills) times, seed \(Self.seed).")
        var random = SeededRandom(seed: Self.seed)
        try await withParts { parts in
            for part in [RunningParts.Part.backEnd, .base, .tablet] { try await parts.start(part) }
            // Enough that franking hardly ever waits for funds; the refills under load are small.
            try await parts.place.done("refill", "--amount", "\(ActLedger.firstRefill / 100)")
            let ledger = ActLedger(place: parts.place, seed: Self.seed)
            var acts: [ToldAct] = []
            for round in 1...Self.kills / Self.killsPerRound {
                let load = ActLoad(place: parts.place, licence: "LIC-KILL-\(round)", seed: random.next())
                try await strike(parts, under: load, &random)
                try await ledger.settle()
                acts += try await load.settled()
                try await describe(acts, load)
            }
            try await ledger.compare(acts)
        }
    }

    /// Kills of one round; after it everything is settled, and each act asked about while the device still knows it.
    private static let killsPerRound = 25

    private func strike(_ parts: RunningParts, under load: ActLoad, _ random: inout SeededRandom) async throws {
        let work = Task { await load.run() }
        do {
            for _ in 1...Self.killsPerRound {
                try await kill([.base, .tablet, .backEnd][random.below(3)], parts, &random)
            }
        } catch {
            await load.end()
            throw error
        }
        await load.end()
        await work.value
    }

    /// Kills a part after a while and starts it again.
    private func kill(
        _ part: RunningParts.Part, _ parts: RunningParts, _ random: inout SeededRandom
    ) async throws {
        // No synchronisation: the moment of the kill is what is random here.
        try await Task.sleep(for: .milliseconds(5 + random.below(400)))
        await parts.kill(part)
        try await start(part, parts)
    }

    /// Starts a part as its supervisor does, again while an operator's command has the folder for a moment.
    private func start(_ part: RunningParts.Part, _ parts: RunningParts) async throws {
        for _ in 1...20 {
            do {
                return try await parts.start(part)
            } catch  where "\(error)".contains("[data_in_use]") {
                continue
            }
        }
        try await parts.start(part)
    }

    /// A load of which nothing was done, or of which no outcome was ever lost, would show nothing.
    private func describe(_ acts: [ToldAct], _ load: ActLoad) async throws {
        let done = acts.count { $0.told.outcome == .done }
        let codes = await load.codes
        let lost = [FailureCode.linkBroken, .outcomeUnknown, .actNotDone].reduce(0) { $0 + codes[$1, default: 0] }
        #expect(done > 50 && lost > 0)
        let spoiled = acts.count { if case (.spoil, .done) = ($0.wish, $0.told) { true } else { false } }
        #expect(acts.contains { if case (.nextLife, .done) = ($0.wish, $0.told) { true } else { false } })
        print("\(acts.count) acts, \(done) of them done (\(spoiled) spoiled); \(lost) answers were lost on the way.")
        print(codes.sorted { $0.value > $1.value }.map { "\($0.key.rawValue) \($0.value)" }.joined(separator: ", "))
    }
}
