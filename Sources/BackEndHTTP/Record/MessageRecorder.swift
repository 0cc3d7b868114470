package enum MessageDirection: String, Hashable, Sendable {
    /// From the machine.
    case request
    /// To the machine.
    case response
}

/// Keeps a copy of every message exchanged, for people who want to see what is said.
///
/// It is given messages that were understood, never anything else a client may have sent, and their tokens are
/// replaced. A recorder that fails must not keep a machine from its answer, so it cannot throw.
package protocol MessageRecorder: Sendable {
    /// Keeps one message, in XML.
    func record(_ direction: MessageDirection, _ xml: [UInt8]) async
}
