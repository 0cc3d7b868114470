import SecurityDevice

/// Reads the two clocks that the security device goes by; injected, so that tests can move them.
public protocol DeviceClock: Sendable {
    /// What both clocks say now.
    func read() -> ClockReading
}
