import DutyModel
import Synchronization

/// A clock that stands still until a test moves it.
final class TestClock: WallClock {
    private let time: Mutex<Timestamp>

    init(_ time: Timestamp = Timestamp(1_790_000_000)) { self.time = Mutex(time) }

    func now() -> Timestamp { time.withLock { $0 } }

    func advance(bySeconds seconds: Int64) { time.withLock { $0 = $0.advanced(bySeconds: seconds) } }

    func advance(byDays days: Int64) { advance(bySeconds: days * 86_400) }
}
