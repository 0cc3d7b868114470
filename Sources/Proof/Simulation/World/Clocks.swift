import DutyModel
import SecurityDevice

/// A wall clock, which people and networks may set.
struct WallClock {
    /// What it is ahead of the true time, in seconds.
    private var ahead: Int64 = 0
    /// The moment of the trial at which it stands still, if it does.
    private(set) var frozenAt: Int64?

    func time(at now: Int64) -> Timestamp { SeededWorld.start.advanced(bySeconds: (frozenAt ?? now) / 1_000 + ahead) }

    mutating func jump(bySeconds seconds: Int64) { ahead += seconds }
    mutating func freeze(at now: Int64) { if frozenAt == nil { frozenAt = now } }

    /// It goes on from where it stood.
    mutating func thaw(at now: Int64) {
        guard let frozen = frozenAt else { return }
        ahead -= (now - frozen) / 1_000
        frozenAt = nil
    }

    /// A time service has set it.
    mutating func setRight(at now: Int64) {
        thaw(at: now)
        ahead = 0
    }
}

/// The two clocks of a machine's computer; they stand still together.
struct MachineClock {
    private var wall = WallClock()
    /// The moment of the trial at which the computer started.
    private var startedAt: Int64 = -3_600_000

    func reading(at now: Int64) -> ClockReading {
        ClockReading(wall: wall.time(at: now), bootSeconds: ((wall.frozenAt ?? now) - startedAt) / 1_000)
    }

    mutating func restart(at now: Int64) { startedAt = (wall.frozenAt ?? now) - 5_000 }
    mutating func jump(bySeconds seconds: Int64) { wall.jump(bySeconds: seconds) }
    mutating func freeze(at now: Int64) { wall.freeze(at: now) }

    mutating func thaw(at now: Int64) {
        if let frozen = wall.frozenAt { startedAt += now - frozen }
        wall.thaw(at: now)
    }

    mutating func setRight(at now: Int64) {
        thaw(at: now)
        wall.setRight(at: now)
    }
}
