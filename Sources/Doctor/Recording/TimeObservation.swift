import DutyModel

/// One question to a time server (RFC 4330), and what came of it.
public struct TimeObservation: Hashable, Sendable, Codable {
    /// What came of it.
    public enum Result: String, Hashable, Sendable, Codable {
        /// It gave the time.
        case answered
        /// It answered and wants no more questions (a kiss-o'-death).
        case refused
        /// It answered and does not know the time itself.
        case unsynchronised
        /// What came back is no answer to this question.
        case malformed
        /// Nothing came back.
        case timeout
        /// The server cannot be reached: something says so.
        case unreachable

        /// Whether somebody answered, whatever it was.
        public var isAnswer: Bool { ![.timeout, .unreachable].contains(self) }
    }

    /// The host.
    public var host: String
    /// Its address.
    public var address: String
    /// The port.
    public var port: UInt16
    /// What came of it.
    public var result: Result
    /// How many servers stand between it and a clock; 1 has a clock of its own.
    public var stratum: Int?
    /// The server's clock; nil where it does not give the time.
    public var serverTime: Timestamp?
    /// This computer's clock when the answer came.
    public var localTime: Timestamp?
    /// How long it took.
    public var milliseconds: Int64 = 0
    /// The first try or the second.
    public var attempt: Int

    /// A question with what came of it.
    public init(_ host: String, address: String, port: UInt16, result: Result, attempt: Int = 1) {
        self.host = host
        self.address = address
        self.port = port
        self.result = result
        self.attempt = attempt
    }
}
