import DutyModel
import Exchanges

/// What came back to a message.
public struct MessageAnswer: Sendable {
    /// The message.
    public let body: [UInt8]
    /// The newer forms that the back end reads of devices.
    public let reads: [NewerForm]

    /// An answer.
    public init(_ body: [UInt8], reads: [NewerForm] = []) {
        self.body = body
        self.reads = reads
    }
}

/// Carries one message to a service and its answer back; the one thing here that touches the network.
public protocol MessageTransport: Sendable {
    /// Posts a message over TLS with the machine's certificate and returns the answer, whatever its
    /// status: a refusal is a message as well.
    ///
    /// - Throws: a failure of the network with the phase in its sentence. Whether the service acted on the
    ///   message is then not known; every message is made so that it can be sent again.
    func post(_ message: [UInt8], to location: ServiceLocation) async throws(DutyFailure) -> MessageAnswer
}
