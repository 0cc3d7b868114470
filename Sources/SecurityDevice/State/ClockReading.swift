import DutyModel

/// What the two clocks of the computer say at one moment.
public struct ClockReading: Hashable, Sendable, Codable {
    /// The wall clock, which people and networks may set (`CLOCK_REALTIME`).
    public let wall: Timestamp
    /// Seconds since the computer started, sleep included, which nobody may set (`CLOCK_BOOTTIME`).
    public let bootSeconds: Int64

    /// A reading; both parts are brought into the years 1970 to 9999, so that no sum of them can overflow.
    public init(wall: Timestamp, bootSeconds: Int64) {
        let (first, last) = (Timestamp.calendar.lowerBound, Timestamp.calendar.upperBound)
        self.wall = min(max(wall, first), last)
        self.bootSeconds = min(max(bootSeconds, 0), last.seconds)
    }
}

/// The device's own time: the last time a service signed, and how long ago that was.
///
/// How long ago is the larger of what the two clocks say, so that stopping or setting back either of them
/// gains nothing.
public struct SignedClock: Hashable, Sendable {
    /// How far the wall clock may go back before franking stops; covers the steps of a time service.
    public static let toleranceSeconds: Int64 = 300

    /// The time that was signed.
    public internal(set) var signedTime: Timestamp
    /// What the wall clock said then.
    var wallThen: Timestamp
    /// What the wall clock said when it was last looked at, or what it must have said by then.
    var latestWall: Timestamp
    /// What the boot clock said when it was last looked at.
    var latestBootSeconds: Int64
    /// What the boot clock counted up since the signed time; goes on over restarts of the computer.
    var bootElapsedSeconds: Int64
    /// The most that had passed since the signed time whenever the clocks were looked at.
    var elapsedSeconds: Int64

    /// The device's time at this reading; never earlier than at a reading before.
    public func now(at reading: ClockReading) -> Timestamp { signedTime.advanced(bySeconds: elapsed(at: reading)) }

    /// Whether the wall clock is more than the tolerance behind what it must say.
    public func hasGoneBack(at reading: ClockReading) -> Bool {
        let expected = latestWall.seconds + bootSecondsSinceLooked(at: reading)
        return reading.wall.seconds < expected - Self.toleranceSeconds
    }

    /// Takes note of a reading.
    mutating func observe(_ reading: ClockReading) {
        elapsedSeconds = elapsed(at: reading)
        let passed = bootSecondsSinceLooked(at: reading)
        bootElapsedSeconds += passed
        // A clock that went back keeps counting from where it should stand, so that it does not come to be
        // believed by being looked at.
        latestWall = max(latestWall.advanced(bySeconds: passed), reading.wall)
        latestBootSeconds = reading.bootSeconds
    }

    private func elapsed(at reading: ClockReading) -> Int64 {
        max(
            elapsedSeconds, reading.wall.seconds - wallThen.seconds,
            bootElapsedSeconds + bootSecondsSinceLooked(at: reading))
    }

    /// So long ago were the clocks last looked at, by whichever of them counted more.
    func secondsSinceLooked(at reading: ClockReading) -> Int64 {
        max(0, bootSecondsSinceLooked(at: reading), reading.wall.seconds - latestWall.seconds)
    }

    /// At least so long ago were the clocks last looked at. After a restart the boot clock starts again, and
    /// all it shows has passed since; a restart that goes unnoticed only makes this too small.
    private func bootSecondsSinceLooked(at reading: ClockReading) -> Int64 {
        reading.bootSeconds >= latestBootSeconds
            ? reading.bootSeconds - latestBootSeconds : reading.bootSeconds
    }
}

extension SignedClock {
    /// A clock set by an answer that a service signed for a question of this moment.
    init(signedTime: Timestamp, at reading: ClockReading) {
        let signed = ClockReading(wall: signedTime, bootSeconds: 0).wall
        self.init(signedTime: signed, wallThen: reading.wall, at: reading)
    }

    /// A clock set by a document that may have been signed a while ago: the wall clock may be ahead of it.
    init(documentTime: Timestamp, at reading: ClockReading) {
        let signed = ClockReading(wall: documentTime, bootSeconds: 0).wall
        self.init(signedTime: signed, wallThen: min(reading.wall, signed), at: reading)
    }

    private init(signedTime: Timestamp, wallThen: Timestamp, at reading: ClockReading) {
        self.init(
            signedTime: signedTime, wallThen: wallThen, latestWall: reading.wall,
            latestBootSeconds: reading.bootSeconds, bootElapsedSeconds: 0,
            elapsedSeconds: reading.wall.seconds - wallThen.seconds)
    }
}
