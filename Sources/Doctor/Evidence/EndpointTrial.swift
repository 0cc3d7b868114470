import ConnectivityGuide

/// What a recording says of one entry of the guide.
struct EndpointTrial {
    /// The steps of an attempt; who is stopped at a later one came nearer to success.
    enum Step: Int {
        case name, opening, tunnel, tls, certificate, http
    }

    /// How far the best attempt came, and what stopped it.
    enum Fault: Hashable {
        case name
        case opening(ConnectionObservation.Opening)
        case tunnel(TunnelObservation.Result)
        case tls(TLSObservation.Result)
        case certificate(TLSObservation.Validity)
        case http(HTTPObservation.Result)

        /// How far it came.
        var step: Step {
            switch self {
            case .name: .name
            case .opening: .opening
            case .tunnel: .tunnel
            case .tls: .tls
            case .certificate: .certificate
            case .http: .http
            }
        }
    }

    /// The entry.
    let endpoint: GuideEndpoint
    /// The host that was tried: the entry's own, or one that stands for its pattern.
    let host: String
    /// Every attempt, in its order.
    let attempts: [ConnectionObservation]
    /// What stopped the best attempt; nil where one succeeded.
    let fault: Fault?

    init(_ endpoint: GuideEndpoint, host: String, attempts: [ConnectionObservation]) {
        self.endpoint = endpoint
        self.host = host
        self.attempts = attempts
        let faults = attempts.map { Self.fault(of: $0, speaks: endpoint.speaks) }
        fault = faults.contains(nil) ? nil : faults.compactMap(\.self).max { $0.step.rawValue < $1.step.rawValue }
    }

    /// The attempt that came furthest.
    var best: ConnectionObservation? {
        attempts.max { depth($0) < depth($1) }
    }

    var isOpen: Bool { fault == nil && !attempts.isEmpty }

    /// How far an attempt came; more than any fault's where nothing stopped it.
    func depth(_ attempt: ConnectionObservation) -> Int {
        Self.fault(of: attempt, speaks: endpoint.speaks)?.step.rawValue ?? .max
    }

    /// What stopped an attempt, or nil where it did all that the entry asks.
    static func fault(of attempt: ConnectionObservation, speaks: GuideProtocol) -> Fault? {
        if attempt.opening == .noAddress { return .name }
        guard attempt.opening == .open else { return .opening(attempt.opening) }
        if let tunnel = attempt.tunnel, tunnel.result != .open { return .tunnel(tunnel.result) }
        switch speaks {
        case .tls: return tlsFault(attempt)
        case .http: return httpFault(attempt)
        case .dns, .other: return nil
        }
    }

    private static func tlsFault(_ attempt: ConnectionObservation) -> Fault? {
        guard let tls = attempt.tls else { return .tls(.closed) }
        guard tls.result == .completed else { return .tls(tls.result) }
        return tls.validity == .trusted ? nil : .certificate(tls.validity ?? .unreadable)
    }

    private static func httpFault(_ attempt: ConnectionObservation) -> Fault? {
        // A port that speaks something else than HTTP is reached all the same.
        guard let http = attempt.http else { return nil }
        return [.answered, .tooLarge].contains(http.result) ? nil : .http(http.result)
    }
}

extension [EndpointTrial] {
    /// Those that were stopped at one step.
    func stopped(at step: EndpointTrial.Step) -> [EndpointTrial] { filter { $0.fault?.step == step } }

    /// All but others, which are told by their entries.
    func without(_ others: [EndpointTrial]) -> [EndpointTrial] {
        let names = Set(others.map(\.endpoint.name))
        return filter { !names.contains($0.endpoint.name) }
    }
}
