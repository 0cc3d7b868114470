/// One question to a name server, and what came of it.
public struct NameObservation: Hashable, Sendable, Codable {
    /// Who was asked.
    public enum Resolver: String, Hashable, Sendable, Codable {
        /// A server that this computer or the machine's link names.
        case site
        /// The public one that the guide names.
        case `public`
        /// An address at which nobody lives.
        case nowhere
    }

    /// Why it was asked.
    public enum Kind: String, Hashable, Sendable, Codable {
        /// For the addresses of a host.
        case host
        /// For a name that does not exist.
        case random
        /// For an answer of more than 512 bytes, or one that no datagram has room for.
        case large
    }

    /// How the question crossed.
    public enum Transport: String, Hashable, Sendable, Codable, CaseIterable {
        /// One datagram each way.
        case udp
        /// A connection.
        case tcp
    }

    /// What came of it.
    public enum Result: String, Hashable, Sendable, Codable {
        /// There are addresses, or what else was asked for.
        case answered
        /// The name has none.
        case noAddress = "no_address"
        /// There is no such name.
        case unknownName = "unknown_name"
        /// The server refused to answer.
        case refused
        /// The server could not find out.
        case failed
        /// What came back is no answer to this question.
        case malformed
        /// Nothing came back.
        case timeout
        /// The server cannot be reached: something says so.
        case unreachable

        /// Whether somebody answered, whatever it was.
        public var isAnswer: Bool { ![.timeout, .unreachable].contains(self) }

        /// Whether it tells something of the name, and not only of the server.
        public var isKnowledge: Bool { [.answered, .noAddress, .unknownName].contains(self) }
    }

    /// The name, without a final dot.
    public var name: String
    /// Why it was asked.
    public var kind: Kind
    /// Who was asked.
    public var resolver: Resolver
    /// The server's address.
    public var server: String
    /// How the question crossed.
    public var transport: Transport
    /// What came of it.
    public var result: Result
    /// The addresses.
    public var addresses: [String] = []
    /// Extended errors (RFC 8914) by their number.
    public var extendedErrors: [UInt16] = []
    /// The whole answer's size; nil without an answer, and in runs of earlier versions.
    public var answerBytes: Int?
    /// Whether records were left out because the datagram has no room for them.
    public var isTruncated: Bool?
    /// How long it took.
    public var milliseconds: Int64
    /// The first try or the second; the third is made later, with few beside it.
    public var attempt: Int

    /// A question with what came of it.
    public init(
        _ name: String, kind: Kind = .host, resolver: Resolver, server: String, transport: Transport, result: Result,
        milliseconds: Int64 = 0, attempt: Int = 1
    ) {
        self.name = name
        self.kind = kind
        self.resolver = resolver
        self.server = server
        self.transport = transport
        self.result = result
        self.milliseconds = milliseconds
        self.attempt = attempt
    }
}
