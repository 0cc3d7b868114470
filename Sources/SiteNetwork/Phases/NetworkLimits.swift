/// What one exchange may use; each has a reason.
public struct NetworkLimits: Hashable, Sendable {
    /// How long a name may take to resolve in all; each of two servers is asked twice.
    public var resolveMilliseconds: Int64 = 10_000
    /// How long one try at one DNS server may take before the next is asked; a far resolver needs under a second.
    public var dnsTryMilliseconds: Int64 = 2_000
    /// How often each DNS server is asked; a lost datagram is usual, a second loss is a fault.
    public var dnsRounds = 2
    /// How many DNS servers are asked; a link seldom has more than three.
    public var dnsServers = 4
    /// How long an answer with addresses is kept at most, in seconds; services move within minutes.
    public var dnsKeepSeconds: Int64 = 300
    /// How long the answer that there is no such name or address is kept at most, in seconds; it is mended soon.
    public var dnsKeepNegativeSeconds: Int64 = 10
    /// How many answers are kept; the guide has fewer names.
    public var dnsKeepAnswers = 256
    /// How long one address may take to accept a connection; a second retransmission of SYN still fits.
    public var connectMilliseconds: Int64 = 5_000
    /// How many addresses of a name are tried; more are the same fault again.
    public var addresses = 6
    /// How long addresses of the better family are waited for once others are known (RFC 8305, section 8).
    public var resolutionDelayMilliseconds: Int64 = 50
    /// How long an attempt to connect is alone before the next address is tried beside it (RFC 8305, section 8).
    public var attemptDelayMilliseconds: Int64 = 250
    /// How long IPv6 is tried second after it did not work; a site's fault lasts, its repair is noticed soon.
    public var familyMemoryMilliseconds: Int64 = 600_000
    /// How long the proxy may take to make a tunnel; it connects to the server meanwhile, which may take two tries.
    public var proxyMilliseconds: Int64 = 15_000
    /// How long a proxy that did not understand HTTP may take to answer a SOCKS greeting; one round trip is enough.
    public var proxyProbeMilliseconds: Int64 = 2_000
    /// Most bytes in the head of a proxy's answer; pages of explanation come after it and are not read.
    public var proxyHeadBytes = 32_768
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
