import DutyModel

/// Why an exchange failed, and where on the way.
public struct NetworkFailure: Error, Sendable {
    /// The failure as it is shown and reported; its code is stable.
    public let failure: DutyFailure
    /// The phase that failed.
    public let phase: NetworkPhase
    /// How long each phase took, the failed one included.
    public let timings: PhaseTimings
    /// Whether the server may have seen the request. Where it is false the same request can be sent again without
    /// any thought; where it is true only a request that is safe to repeat may be.
    public let mayHaveArrived: Bool

    /// The stable code.
    public var code: FailureCode { failure.code }
}

/// A failure on its way to becoming a `NetworkFailure`.
struct PhaseFault: Error, Sendable {
    let failure: DutyFailure
    let phase: NetworkPhase
    var mayHaveArrived = false
    /// How much it says where several attempts failed: 3 was told or kept silent by the other side, 1 is missing here.
    var weight = 3

    init(_ code: FailureCode, _ phase: NetworkPhase, _ message: String, mayHaveArrived: Bool = false, weight: Int = 3) {
        failure = DutyFailure(code, message)
        self.phase = phase
        self.mayHaveArrived = mayHaveArrived
        self.weight = weight
    }

    var code: FailureCode { failure.code }

    /// The same with the place at the front, where the connection is meant.
    func about(_ place: String) -> PhaseFault {
        guard phase == .connect else { return self }
        return PhaseFault(code, phase, "\(place) \(failure.message)", mayHaveArrived: mayHaveArrived, weight: weight)
    }

    /// The same, with what was measured.
    func measured(_ timings: PhaseTimings) -> NetworkFailure {
        NetworkFailure(failure: failure, phase: phase, timings: timings, mayHaveArrived: mayHaveArrived)
    }
}
