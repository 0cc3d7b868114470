import DutyModel
import NetworkSetup

extension NetworkSettingsBook {
    /// How long things take here.
    public struct Pace: Sendable {
        /// Seconds in which a person must confirm new settings.
        public var trialSeconds: Int64 = 60
        /// Milliseconds between two looks at the clock and at the back end during a trial.
        public var lookMilliseconds: Int64 = 1_000
        /// Seconds for which what the computer said of its link is believed.
        public var linkSeconds: Int64 = 5

        /// Paces that let a person change cables.
        public init() {}
    }

    /// What the book does with the world.
    public struct Surroundings: Sendable {
        /// Tells that the way to the network changed, so that connections of the old one are given up.
        public var changed: @Sendable () async -> Void
        /// Tries to reach the back end; whether it was reached. Nil where nobody can tell.
        public var reach: (@Sendable () async -> Bool)?
        /// Where everyone reads which settings are in force.
        public var inForce: SettingsInForce
        /// Seconds that really passed.
        public var elapsed: any ElapsedClock
        /// Waits so many milliseconds.
        public var pause: @Sendable (_ milliseconds: Int64) async -> Void

        /// Surroundings; the defaults are of the real world, and tell nobody.
        public init(
            changed: @escaping @Sendable () async -> Void = {}, reach: (@Sendable () async -> Bool)? = nil,
            inForce: SettingsInForce = SettingsInForce(),
            elapsed: any ElapsedClock = SystemElapsedClock(),
            pause: @escaping @Sendable (_ milliseconds: Int64) async -> Void = {
                try? await Task.sleep(for: .milliseconds($0))
            }
        ) {
            self.changed = changed
            self.reach = reach
            self.inForce = inForce
            self.elapsed = elapsed
            self.pause = pause
        }
    }
}
