/// One thing that the doctor found out.
public struct Finding: Hashable, Sendable, Codable {
    /// How bad it is.
    public enum Severity: String, Hashable, Sendable, Codable, Comparable {
        /// To be known.
        case information
        /// Something recommended does not work, or something required may not.
        case warning
        /// Something required does not work.
        case critical

        private var rank: Int { self == .information ? 0 : self == .warning ? 1 : 2 }
        /// Whether the first comes before the second.
        public static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }
    }

    /// What it means for the places it concerns.
    public enum Standing: String, Hashable, Sendable, Codable {
        /// Somebody on the way does not let it pass.
        case blocked
        /// The other end does not work; the site is well.
        case down
        /// It is not clear which of the two.
        case unknown
        /// It passes, and something is not as it should be.
        case open
    }

    /// Where on the way it happens.
    public enum Phase: String, Hashable, Sendable, Codable {
        case local, resolve, connect, proxy, http, throughput
        case tlsHandshake = "tls_handshake"
    }

    /// Who can mend it.
    public enum Fixer: String, Hashable, Sendable, Codable {
        /// Whoever looks after the site's network.
        case siteNetwork = "site_network"
        /// Whoever looks after the proxy.
        case proxyKeeper = "proxy_keeper"
        /// Whoever looks after this computer or the machine.
        case thisComputer = "this_computer"
        /// Whoever runs the server.
        case vendor
    }

    /// What kind it is.
    public var code: FindingCode
    /// How bad it is.
    public var severity: Severity
    /// What it means for the places it concerns.
    public var standing: Standing
    /// Where on the way it happens.
    public var phase: Phase
    /// What it is, in one sentence without a full stop.
    public var summary: String
    /// How it is known; one sentence each.
    public var evidence: [String]
    /// Who can mend it.
    public var fixer: Fixer
    /// What mends it, in one sentence.
    public var fix: String
    /// A command that writes the whole guide as rules of that kind, or nil.
    public var rule: String?
    /// The very lines that mend it, for programs of the site's network; any one will do. Empty where no rule helps.
    public var cures: [Cure] = []
    /// The guide's entries that it concerns, by their names.
    public var endpoints: [String] = []
    /// How many of them are required.
    public var required = 0
    /// The findings that explain this one; empty for a root cause.
    public var dependsOn: [FindingCode] = []

    /// Whether nothing else explains it.
    public var isRoot: Bool { dependsOn.isEmpty }
}
