import ArgumentParser
import Simulation

/// Runs adversary trials.
extension SimulateProgram {
    func runAdversary() async throws {
        let keys: TrialKeys = realKeys ? .ed25519 : .test
        if let replay { return try replayAdversary(replay, keys) }
        let range = range(seeds ?? 5_000)
        print(
            "seeds \(range.first) to \(range.first + range.count - 1); the same again: \(Self.name) --adversary "
                + range.options)
        if let survey {
            for violation in AdversaryTrials.survey(range.seeds, most: survey) { print(violation) }
            return
        }
        let start = ContinuousClock.now
        let total = try await AdversaryTrials.run(range.seeds, jobs: jobs, keys: keys, hasLong: true)
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        print(total.summary)
        print("\(Int(Double(total.events) / seconds)) events a second on \(jobs) jobs, \(Int(seconds)) seconds\n")
        print(total.coverage.text)
        let empty = total.coverage.emptyCells
        if !empty.isEmpty { print("empty cells: " + empty.joined(separator: "; ")) }
        try findBugs(AdversaryTrials.find)
        guard empty.isEmpty else { throw ExitCode(1) }
    }

    private func replayAdversary(_ seed: UInt64, _ keys: TrialKeys) throws {
        let planted = bug.flatMap { words in AdversaryBug.allCases.first { $0.rawValue.contains(words) } }
        print(try AdversaryTrial.run(seed: seed, bug: planted, keys: keys, isLong: true, traceLimit: events).summary)
    }
}
