/// What one exchange may use; each has a reason.
public struct NetworkLimits: Hashable, Sendable {
    /// How long a name may take to resolve; two tries of a usual resolver.
    public var resolveMilliseconds: Int64 = 10_000
    /// How long one address may take to accept a connection; a second retransmission of SYN still fits.
    public var connectMilliseconds: Int64 = 5_000
    /// How many addresses of a name are tried; more are the same fault again.
    public var addresses = 4
    /// How long the TLS handshake may take; slow links need a few round trips.
    public var handshakeMilliseconds: Int64 = 10_000
    /// How long the request and its whole answer may take; 1 MiB at 384 kbit/s needs 22 seconds.
    public var exchangeMilliseconds: Int64 = 60_000
    /// Most bytes of the answer's head, names and values counted together.
    public var headerBytes = 32_768
    /// Most fields in the answer's head.
    public var headerFields = 128
    /// Most bytes of the answer's body; the largest signed answer is far smaller.
    public var answerBodyBytes = 1_048_576
    /// Most bytes of the request's body; a full usage batch fits.
    public var requestBodyBytes = 4_194_304
    /// How long an idle connection is kept for the next request; a refill and the upload after it share one.
    public var idleMilliseconds: Int64 = 15_000
    /// How many idle connections are kept in all.
    public var idleConnections = 8

    /// The usual limits.
    public init() {}
}
