/// How long to wait between looks: evenly while all is well, longer and longer after failures, and never at
/// the same moment as every other machine of the fleet.
struct RetryPace: Sendable {
    private let settings: TabletSettings
    private var failures = 0

    init(_ settings: TabletSettings) { self.settings = settings }

    /// The wait after this look, in milliseconds: between half and the whole of the nominal wait.
    mutating func wait(afterFailure failed: Bool, random: UInt64) -> Int64 {
        failures = failed ? failures + 1 : 0
        let nominal =
            failures == 0
            ? settings.lookSeconds
            : min(settings.longestRetrySeconds, settings.firstRetrySeconds << Int64(min(failures - 1, 20)))
        let half = UInt64(max(1, nominal * 500))
        return Int64(half + random % half)
    }
}
