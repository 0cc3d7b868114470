import DeviceSimulation
import DutyModel

/// What every trial has: chance by its seed, its time, and its first broken promise.
///
/// Nothing is random but by the seed, so the same seed is the same run, event by event.
class SeededWorld {
    final let seed: UInt64
    final var random: SeededRandom
    /// Milliseconds since the trial began.
    final var now: Int64 = 0
    final var events = 0
    /// The first broken promise.
    final private(set) var broken: String?
    /// The last events in words, where they are wanted.
    final private var trace: TrialTrace?

    /// The first second of every trial.
    static let start = Timestamp(1_764_000_000)

    init(seed: UInt64, salt: UInt64, traceLimit: Int) {
        self.seed = seed
        random = SeededRandom(seed: seed &* 0x9E37_79B9 &+ salt)
        trace = traceLimit > 0 ? TrialTrace(limit: traceLimit) : nil
    }

    /// Takes note of a broken promise; the first counts.
    final func breaks(_ what: @autoclosure () -> String) {
        if broken == nil { broken = what() }
    }

    final func note(_ words: @autoclosure () -> String) {
        if trace != nil { trace?.note("\(events), \(now) ms: \(words())") }
    }

    /// What was broken, with the last events.
    final func violation(_ what: String) -> TrialViolation {
        TrialViolation(seed: seed, event: events, what: what, trace: trace?.text ?? "")
    }

    /// The name of a command, a question or an answer, without what it holds.
    static func name(_ value: Any) -> String { String("\(value)".prefix { $0 != "(" }) }

    static func words<Success>(_ result: Result<Success, DutyFailure>) -> String {
        switch result {
        case .success(let value): name(value)
        case .failure(let failure): failure.code.rawValue
        }
    }
}

/// The last events of a trial, in words.
private struct TrialTrace {
    let limit: Int
    private(set) var lines: [String] = []

    init(limit: Int) { self.limit = limit }

    mutating func note(_ line: String) {
        if lines.count >= limit * 2 { lines.removeFirst(limit) }
        lines.append(line)
    }

    var text: String { lines.suffix(limit).joined(separator: "\n") }
}
