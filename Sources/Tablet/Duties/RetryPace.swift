import DutyModel

/// How long to wait between looks: evenly while all is well, longer and longer after failures, and never at
/// the same moment as every other machine of the fleet.
struct RetryPace: Sendable {
    private let settings: TabletSettings
    private var failures = 0

    init(_ settings: TabletSettings) { self.settings = settings }

    /// The wait after this look, in milliseconds: between half and the whole of the nominal wait.
    mutating func wait(after look: LookOutcome, random: UInt64) -> Int64 {
        failures = look == .fine ? 0 : failures + 1
        let longest = look == .networkFailed ? settings.longestNetworkRetrySeconds : settings.longestRetrySeconds
        let nominal =
            failures == 0
            ? settings.lookSeconds
            : min(longest, settings.firstRetrySeconds << Int64(min(failures - 1, 20)))
        let half = UInt64(max(1, nominal * 500))
        return Int64(half + random % half)
    }
}

/// How a look at what is due ended.
enum LookOutcome: Hashable, Sendable {
    /// Nothing failed.
    case fine
    /// The way to the back end is broken, so that no service was troubled by the try.
    case networkFailed
    /// Something else failed.
    case failed

    /// The outcome of a look in which this failed as well.
    func and(_ failure: DutyFailure) -> LookOutcome {
        failure.code.category == .network && self != .failed ? .networkFailed : .failed
    }
}

extension TabletUnit {
    /// Brings something again and again, longer and longer apart, until it is there; nil where the machine stopped first.
    /// What fails stands among the machine's problems meanwhile.
    nonisolated func untilThere<Value: Sendable>(
        _ duty: ProblemBook.Duty, _ surroundings: TabletSurroundings,
        _ bring: () async throws(DutyFailure) -> Value
    ) async -> Value? {
        var pace = RetryPace(settings)
        while !Task.isCancelled {
            do throws(DutyFailure) {
                let value = try await bring()
                await note(nil, in: duty)
                return value
            } catch {
                await note(error, in: duty)
                let wait = pace.wait(after: LookOutcome.fine.and(error), random: surroundings.random.next())
                await surroundings.pause(wait)
            }
        }
        return nil
    }
}
