import ArgumentParser
import Foundation
import Simulation

/// Runs funds trials and adversary trials in a release build; `make soak` lets it draw seeds that nobody ran before.
@main
struct SimulateProgram: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dutymark-simulate",
        abstract: "Try to break the funds protocol on virtual time, seed by seed; fail at the first broken promise.")

    @Flag(help: "Let an enemy hold the tablets, the network or the machines' certificate keys, where all else works.")
    var adversary = false

    @Option(help: "How many seeds to run: 100000 unless given, of an adversary 5000, which are ten million events.")
    var seeds: UInt64?

    @Option(help: "The first seed; drawn at random, far from every seed that tests run, unless given.")
    var first: UInt64?

    @Option(help: "How many seeds to run at once.")
    var jobs = ProcessInfo.processInfo.activeProcessorCount

    @Option(help: "Run this one seed and tell its last events.")
    var replay: UInt64?

    @Option(help: "With --replay, plant the bug whose words contain this.")
    var bug: String?

    @Option(help: "With --replay, how many of the last events to tell.")
    var events = 60

    @Option(help: "Go on after a broken promise, and tell so many of them.")
    var survey: Int?

    @Flag(help: "Sign with real keys.")
    var realKeys = false

    func run() async throws {
        if adversary {
            try await run(AdversaryTrial.self, seeds: 5_000)
        } else {
            try await run(FundsTrial.self, seeds: 100_000)
        }
    }

    private func run<Trial: SeededTrial>(_ kind: Trial.Type, seeds usual: UInt64) async throws {
        let keys: TrialKeys = realKeys ? .ed25519 : .test
        if let replay { return try replaySeed(replay, of: kind, keys) }
        let range = range(seeds ?? usual)
        print(
            "seeds \(range.first) to \(range.first + range.count - 1); the same again: \(Self.name) "
                + (adversary ? "--adversary " : "") + range.options)
        if let survey {
            for violation in Trial.survey(range.seeds, most: survey) { print(violation) }
            return
        }
        let start = ContinuousClock.now
        let total = try await Trial.run(range.seeds, jobs: jobs, keys: keys, isLong: true)
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        print(total.summary)
        print("\(Int(Double(total.events) / seconds)) events a second on \(jobs) jobs, \(Int(seconds)) seconds\n")
        print(total.coverage.text)
        let empty = total.coverage.emptyCells
        if !empty.isEmpty { print("empty cells: " + empty.joined(separator: "; ")) }
        try findBugs(of: kind)
        guard empty.isEmpty, total.isEnough else { throw ExitCode(1) }
    }

    private func range(_ count: UInt64) -> SeedRange {
        if let first { return SeedRange(first: first, count: max(1, count)) }
        var generator = SystemRandomNumberGenerator()
        return .drawn(count: max(1, count), using: &generator)
    }

    private static let name = ".build/release/dutymark-simulate"

    /// Plants every bug of a kind of trial, and fails where one is not found in time.
    private func findBugs<Trial: SeededTrial>(of kind: Trial.Type) throws {
        print("\nplanted bugs, and the seeds it took to find each:")
        var missed = 0
        for bug in Trial.Bug.allCases {
            guard let found = Trial.find(bug) else {
                print("  MISSED within \(bug.seedsAllowed): \(bug.rawValue)")
                missed += 1
                continue
            }
            print("  \(found.seed + 1 - bug.firstSeed): \(bug.rawValue): \(found.what)")
        }
        guard missed == 0 else { throw ExitCode(1) }
    }

    private func replaySeed<Trial: SeededTrial>(_ seed: UInt64, of kind: Trial.Type, _ keys: TrialKeys) throws {
        let planted = bug.flatMap { words in Trial.Bug.allCases.first { $0.rawValue.contains(words) } }
        print(try Trial.run(seed: seed, bug: planted, keys: keys, isLong: true, traceLimit: events).summary)
    }
}
