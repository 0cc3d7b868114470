import DutyModel
import SecurityDevice

/// The two clocks of a machine's computer.
struct MachineClock {
    /// What the wall clock is ahead of the true time, in seconds.
    private var wallAhead: Int64 = 0
    /// The moment of the trial at which the computer started.
    private var startedAt: Int64 = -3_600_000
    /// The reading at which both clocks stand still, if they do.
    private var frozenAt: Int64?

    func reading(at now: Int64) -> ClockReading {
        let moment = frozenAt ?? now
        return ClockReading(
            wall: World.start.advanced(bySeconds: moment / 1_000 + wallAhead),
            bootSeconds: (moment - startedAt) / 1_000)
    }

    mutating func restart(at now: Int64) { startedAt = (frozenAt ?? now) - 5_000 }
    mutating func jump(bySeconds seconds: Int64) { wallAhead += seconds }
    mutating func freeze(at now: Int64) { if frozenAt == nil { frozenAt = now } }

    /// The clocks go on from where they stood.
    mutating func thaw(at now: Int64) {
        guard let frozen = frozenAt else { return }
        wallAhead -= (now - frozen) / 1_000
        startedAt += now - frozen
        frozenAt = nil
    }

    /// A time service has set the wall clock.
    mutating func setRight(at now: Int64) {
        thaw(at: now)
        wallAhead = 0
    }
}

/// The clock of the back end, one for both sites.
struct ServerClock {
    private var ahead: Int64 = 0
    private var frozenAt: Int64?

    func time(at now: Int64) -> Timestamp { World.start.advanced(bySeconds: (frozenAt ?? now) / 1_000 + ahead) }

    mutating func jump(bySeconds seconds: Int64) { ahead += seconds }
    mutating func freeze(at now: Int64) { if frozenAt == nil { frozenAt = now } }
    mutating func thaw(at now: Int64) {
        guard let frozen = frozenAt else { return }
        ahead -= (now - frozen) / 1_000
        frozenAt = nil
    }
    mutating func setRight(at now: Int64) {
        thaw(at: now)
        ahead = 0
    }
}
