/// One measurement of the line.
public struct LineObservation: Hashable, Sendable, Codable {
    /// Which way the bytes went.
    public enum Direction: String, Hashable, Sendable, Codable, CaseIterable {
        /// From the machine.
        case up
        /// To the machine.
        case down
    }

    /// What was measured.
    public enum Measure: Hashable, Sendable, Codable {
        /// How fast it is; nil where it could not be told.
        case rate(kilobitsPerSecond: Int?)
        /// Whether small and large segments arrive, and large exchanges in small segments.
        case segments(small: Bool, large: Bool, largeInSmallSegments: Bool)
    }

    /// Which way.
    public var direction: Direction
    /// The result.
    public var measure: Measure
    /// The first try or the second.
    public var attempt: Int

    /// A measurement.
    public init(_ direction: Direction, _ measure: Measure, attempt: Int = 1) {
        self.direction = direction
        self.measure = measure
        self.attempt = attempt
    }
}

/// What came of asking the back end to measure the line.
public struct LineService: Hashable, Sendable, Codable {
    /// How it stands.
    public enum State: String, Hashable, Sendable, Codable {
        /// It measured.
        case measured
        /// The back end does not offer it, or not now.
        case unoffered
        /// The back end could not be reached.
        case unreached
        /// It was not to be asked.
        case unwanted
    }

    /// How it stands.
    public var state: State
    /// The host that was asked.
    public var host: String
    /// How many machines the back end heard from this site's address in the last hour; nil where it did not say.
    public var machines: Int?

    /// A service.
    public init(_ state: State, host: String, machines: Int? = nil) {
        self.state = state
        self.host = host
        self.machines = machines
    }
}
