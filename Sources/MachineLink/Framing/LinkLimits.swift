/// What one link may use; each has a reason.
public struct LinkLimits: Hashable, Sendable {
    /// Most bytes of one frame's JSON; a usage batch and a print's bytes fit well.
    public var frameBytes = 1_048_576
    /// Most connections over TCP at a time whose handshake isn't complete; at this number the oldest of the busiest address
    /// goes. The other part needs one.
    public var unfinishedHandshakes = 32
    /// Most connections at a time; the page, a handful of commands and the other part need fewer.
    public var connections = 32
    /// Most requests that one client has sent and not seen answered.
    public var requestsInFlight = 64
    /// How long opening a connection may take, in milliseconds; both parts are on one small network.
    public var connectMilliseconds: Int64 = 2_000
    /// How long the TLS handshake may take, in milliseconds, on both sides.
    public var handshakeMilliseconds: Int64 = 5_000
    /// How long a client waits for an answer, in milliseconds; a refill through a slow network fits.
    public var answerMilliseconds: Int64 = 60_000

    /// The usual limits.
    public init() {}
}
