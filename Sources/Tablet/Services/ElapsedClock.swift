/// Counts seconds that really passed, whatever people and networks do to the wall clock.
public protocol ElapsedClock: Sendable {
    /// Seconds since some fixed moment; never fewer than before.
    func seconds() -> Int64
}

/// The operating system's continuous clock, counted from when this value was made.
public struct SystemElapsedClock: ElapsedClock {
    private let start = ContinuousClock.now

    /// A clock that begins at 0.
    public init() {}

    /// As `ElapsedClock` says.
    public func seconds() -> Int64 { (ContinuousClock.now - start).components.seconds }
}
