/// Measures the phases of one exchange.
struct PhaseClock {
    private(set) var timings = PhaseTimings()
    private let clock = ContinuousClock()

    /// Adds what was measured elsewhere.
    mutating func add(_ duration: Duration, to phase: NetworkPhase) { timings.add(duration, to: phase) }

    /// Runs a phase and adds its time, also where it fails.
    mutating func measure<Result>(
        _ phase: NetworkPhase, _ body: () async throws(PhaseFault) -> Result
    ) async throws(PhaseFault) -> Result {
        let start = clock.now
        do throws(PhaseFault) {
            let result = try await body()
            timings.add(clock.now - start, to: phase)
            return result
        } catch {
            timings.add(clock.now - start, to: phase)
            throw error
        }
    }
}
