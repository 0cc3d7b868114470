import ConnectionRules
import VerifyHTTP

/// The page on which anyone checks a stamp, and where it is served: on a listener of its own, over TLS, for people who have
/// no certificate.
package struct PublicCheck: Sendable {
    /// Where it listens; its path is the page's.
    package var listener: ListenerConfiguration
    package var page: VerifyRoutes
    /// What strangers may take of it.
    package var limits = PublicCheckLimits()

    package init(listener: ListenerConfiguration, page: VerifyRoutes) {
        self.listener = listener
        self.page = page
    }
}

/// What the public check allows; whoever asks it is a stranger.
package struct PublicCheckLimits: Hashable, Sendable {
    /// Connections at the same time, apart from those of the services; a browser opens up to six.
    package var connections = ConnectionLimits(unfinished: 256, established: 1_024)
    /// What the header of a request may take. A person who reads an answer may lose the connection meanwhile: the browser
    /// opens another. It sends one or two thousand bytes in some twenty fields, and a proxy in front adds a few.
    package var header = HeaderLimits(idleSeconds: 15, bytesMaximum: 8_192, fieldsMaximum: 64)
    /// Codes that are judged at the same time, each in less than a millisecond; whoever comes beyond that tries again.
    package var checksAtOnce: Int = 64
    /// Milliseconds after which a connection is closed whose request has a body, which no check has.
    package var bodyMilliseconds: Int64 = 1_000

    package init() {}
}
