import Base
import DutyModel
import SecurityDevice
import Synchronization
import Tablet

/// A wall clock that stands still until a test moves it; the base's clocks and the back end follow it.
final class TestClock: WallClock, DeviceClock {
    private let time: Mutex<Timestamp>

    init(_ time: Timestamp = Timestamp(1_790_000_000)) { self.time = Mutex(time) }

    func now() -> Timestamp { time.withLock { $0 } }

    func read() -> ClockReading {
        let now = now()
        return ClockReading(wall: now, bootSeconds: now.seconds - 1_780_000_000)
    }

    func advance(bySeconds seconds: Int64) { time.withLock { $0 = $0.advanced(bySeconds: seconds) } }

    func set(_ moment: Timestamp) { time.withLock { $0 = moment } }
}

/// Elapsed seconds that a test lets pass.
final class TestElapsedClock: ElapsedClock {
    private let passed = Mutex<Int64>(0)

    func seconds() -> Int64 { passed.withLock { $0 } }

    func advance(bySeconds seconds: Int64) { passed.withLock { $0 += seconds } }
}

/// Counts the pauses instead of waiting.
final class CountedPauses: Sendable {
    private let milliseconds = Mutex<[Int64]>([])

    var taken: [Int64] { milliseconds.withLock { $0 } }

    func take(_ length: Int64) { milliseconds.withLock { $0.append(length) } }
}

/// The device keys that a tablet was told to speak for, in order.
final class AdoptedKeys: Sendable {
    private let adopted = Mutex<[PSDKeyID]>([])

    var keys: [PSDKeyID] { adopted.withLock { $0 } }

    func take(_ key: PSDKeyID) { adopted.withLock { $0.append(key) } }
}
