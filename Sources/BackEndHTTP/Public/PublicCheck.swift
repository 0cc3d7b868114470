import ConnectionRules
import VerifyHTTP

/// The page on which anyone checks a stamp, and where it is served: on a listener of its own, over TLS, for people who have
/// no certificate.
public struct PublicCheck: Sendable {
    /// Where it listens; its path is the page's.
    public var listener: ListenerConfiguration
    /// The page.
    public var page: VerifyRoutes
    /// What strangers may take of it.
    public var limits = PublicCheckLimits()

    /// A check at this place.
    public init(listener: ListenerConfiguration, page: VerifyRoutes) {
        self.listener = listener
        self.page = page
    }
}

/// What the public check allows; whoever asks it is a stranger.
public struct PublicCheckLimits: Hashable, Sendable {
    /// Connections at the same time, apart from those of the services; a browser opens up to six.
    public var connections = ConnectionLimits(unfinished: 256, established: 1_024)
    /// Seconds for the header of a request, from the connection or the answer before. A person who reads an answer may lose
    /// the connection meanwhile: the browser opens another.
    public var idleSeconds: Int64 = 15
    /// Bytes of all header fields of a request; a browser sends one or two thousand.
    public var headerBytesMaximum: Int = 8_192
    /// Header fields of a request; a browser sends some twenty, and a proxy in front adds a few.
    public var headerFieldsMaximum: Int = 64
    /// Codes that are judged at the same time, each in less than a millisecond; whoever comes beyond that tries again.
    public var checksAtOnce: Int = 64
    /// Milliseconds after which a connection is closed whose request has a body, which no check has.
    public var bodyMilliseconds: Int64 = 1_000

    /// The defaults.
    public init() {}
}
