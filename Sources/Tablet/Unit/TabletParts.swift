import DutyModel
import Logging
import Signing

/// What a tablet's stamps are, and how it goes about its work.
public struct TabletTerms: Sendable {
    let schedule: DutySchedule
    let stampPrefix: VerifyPrefix
    let demonstration: Bool
    let settings: TabletSettings

    /// Terms of an installation; every print of a `demonstration` says that it pays nothing.
    public init(
        schedule: DutySchedule, stampPrefix: VerifyPrefix, demonstration: Bool = false,
        settings: TabletSettings = TabletSettings()
    ) {
        self.schedule = schedule
        self.stampPrefix = stampPrefix
        self.demonstration = demonstration
        self.settings = settings
    }
}

/// A tablet's way to the site's network.
public struct TabletNetwork: Sendable {
    let desk: any NetworkDesk
    let tester: NetworkTester?
    let doctor: MachineDoctor?

    /// A network that is set at this desk; nobody tests it or finds out what blocks it where tester and doctor are nil.
    public init(
        desk: any NetworkDesk = UnsettableNetwork(), tester: NetworkTester? = nil, doctor: MachineDoctor? = nil
    ) {
        (self.desk, self.tester, self.doctor) = (desk, tester, doctor)
    }
}

/// What a tablet takes from the computer that it runs on.
public struct TabletSurroundings: Sendable {
    let clock: any WallClock
    let random: any RandomSource
    let logger: Logger
    let elapsed: any ElapsedClock
    let pause: @Sendable (_ milliseconds: Int64) async -> Void
    /// Wakes whoever does by itself what is due.
    public let waker: DutyWaker

    /// Surroundings; the defaults are of the real world.
    public init(
        clock: any WallClock = SystemWallClock(), random: any RandomSource = SystemRandomSource(), logger: Logger,
        elapsed: any ElapsedClock = SystemElapsedClock(), waker: DutyWaker = DutyWaker(),
        pause: @escaping @Sendable (_ milliseconds: Int64) async -> Void = {
            try? await Task.sleep(for: .milliseconds($0))
        }
    ) {
        self.clock = clock
        self.random = random
        self.logger = logger
        self.elapsed = elapsed
        self.pause = pause
        self.waker = waker
    }
}
