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
