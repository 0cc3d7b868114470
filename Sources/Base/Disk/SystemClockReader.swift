import DutyModel
import Glibc
import SecurityDevice

/// Reads the clocks of the computer.
public struct SystemClockReader: DeviceClock {
    /// A reader; it holds nothing.
    public init() {}

    /// What the clocks say now.
    public func read() -> ClockReading {
        ClockReading(wall: Timestamp(seconds(CLOCK_REALTIME)), bootSeconds: seconds(CLOCK_BOOTTIME))
    }

    private func seconds(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        // Fails only for a clock that the kernel does not have; both are older than any kernel we run on.
        return clock_gettime(clock, &time) == 0 ? Int64(time.tv_sec) : 0
    }
}
