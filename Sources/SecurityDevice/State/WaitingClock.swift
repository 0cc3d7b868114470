import DutyModel

/// Counts how long records wait for their upload.
///
/// The dates of the records cannot tell: one made while the wall clock stood ahead is dated ahead, and would seem to
/// wait less once a signed time has put the device right. Whatever the wall clock is set to, this clock counts at
/// least what the boot clock does; what it counted too much, a signed time takes back.
struct WaitingClock: Hashable, Sendable {
    /// Seconds counted when the clocks were last looked at.
    private(set) var seconds: Int64 = 0
    /// Seconds counted at the last signed time.
    private(set) var secondsAtSignedTime: Int64 = 0

    /// What it shows at this reading.
    func seconds(at reading: ClockReading, by clock: SignedClock?) -> Int64 {
        Self.sum(seconds, clock?.secondsSinceLooked(at: reading) ?? 0)
    }

    /// Takes note of a reading, before the signed clock does.
    mutating func observe(_ reading: ClockReading, by clock: SignedClock?) { seconds = seconds(at: reading, by: clock) }

    /// A service signed this time: what has passed since the signed time before is known now. Gives the reading that
    /// a record made at an old reading has in the clock thus put right; its wait stays at least the true one.
    mutating func heard(_ time: Timestamp, after clock: SignedClock?) -> @Sendable (Int64) -> Int64 {
        let (counted, base) = (seconds, secondsAtSignedTime)
        let passed = max(0, time.seconds - (clock?.signedTime.seconds ?? time.seconds))
        seconds = clock == nil ? counted : Self.sum(base, passed)
        secondsAtSignedTime = seconds
        let right = seconds
        // Where less was counted than has passed, every record may have waited through all of the difference.
        guard counted > right else { return { $0 } }
        // Where more was counted, a record waited at most what was counted since it, and at most since the signed time
        // before where it was made after that.
        return { made in right - min(counted - made, right - min(made, base)) }
    }

    /// A sum that stops at the end instead of going over it.
    private static func sum(_ left: Int64, _ right: Int64) -> Int64 {
        let (sum, overflow) = left.addingReportingOverflow(right)
        return overflow ? .max : sum
    }
}
