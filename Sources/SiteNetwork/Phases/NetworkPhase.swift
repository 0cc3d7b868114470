/// The steps of reaching a server, in their order.
public enum NetworkPhase: String, Hashable, Sendable, Codable, CaseIterable {
    /// What is decided on this computer before anything is sent: the allow list, the request's form.
    case local
    /// From a name to addresses.
    case resolve
    /// Opening the TCP connection.
    case connect
    /// The tunnel through a proxy.
    case proxy
    /// The TLS handshake.
    case tlsHandshake = "tls_handshake"
    /// Request and answer.
    case http
}

/// How long each phase took; a phase that was not needed is absent.
public struct PhaseTimings: Hashable, Sendable {
    private var spent: [NetworkPhase: Duration] = [:]

    /// Nothing measured yet.
    public init() {}

    /// The time spent in a phase, or nil where it did not take place.
    public subscript(phase: NetworkPhase) -> Duration? { spent[phase] }

    /// Adds time to a phase; several addresses tried one after the other add up.
    mutating func add(_ duration: Duration, to phase: NetworkPhase) { spent[phase, default: .zero] += duration }

    /// Runs a phase and adds its time, also where it fails.
    mutating func measure<Result>(
        _ phase: NetworkPhase, _ body: () async throws(PhaseFault) -> Result
    ) async throws(PhaseFault) -> Result {
        let start = ContinuousClock.now
        defer { add(ContinuousClock.now - start, to: phase) }
        return try await body()
    }
}
