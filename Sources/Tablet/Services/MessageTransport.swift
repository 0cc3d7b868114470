import DutyModel

/// Carries one message to a service and its answer back; the one thing here that touches the network.
public protocol MessageTransport: Sendable {
    /// Posts a message over TLS with the machine's certificate and returns the body of the answer, whatever
    /// its status: a refusal is a message as well.
    ///
    /// - Throws: a failure of the network with the phase in its sentence. Whether the service acted on the
    ///   message is then not known; every message is made so that it can be sent again.
    func post(_ message: [UInt8], to location: ServiceLocation) async throws(DutyFailure) -> [UInt8]
}
