/// How many connections one listener holds, so that strangers who say nothing can't keep out who has something to say.
public struct ConnectionLimits: Hashable, Sendable {
    /// Connections whose handshake isn't complete. A handshake takes a few round trips: with the time below this lets
    /// fifty machines a second in over the slowest lines.
    public var unfinished: Int
    /// Connections past their handshake.
    public var established: Int
    /// How long a handshake may take, in milliseconds; a machine on a slow line needs a tenth of it.
    public var handshakeMilliseconds: Int64

    /// Limits; the defaults suit a service of the back end.
    public init(unfinished: Int = 256, established: Int = 512, handshakeMilliseconds: Int64 = 5_000) {
        self.unfinished = unfinished
        self.established = established
        self.handshakeMilliseconds = handshakeMilliseconds
    }
}
