/// A port and what it is for.
public struct GuidePortRule: Hashable, Sendable, Codable {
    /// The port, 1 to 65535.
    public let port: UInt16
    /// The transports that must pass.
    public let transports: [GuideTransport]
    /// What is spoken on it.
    public let speaks: GuideProtocol
    /// What it is used for, in one phrase.
    public let purpose: String
    /// The words of the original guide this comes from.
    public let source: [String]
}

/// A URL that must pass whatever server it names.
public struct GuideURLForm: Hashable, Sendable, Codable {
    /// The HTTP method.
    public let method: String
    /// Path and query, where `...` stands for any text.
    public let form: String
    /// The name of its service in the guide.
    public let service: String
    /// Whether the machine can work without it.
    public let level: GuideLevel
    /// The words of the original guide this comes from.
    public let source: [String]
}

/// The bandwidth of a site's line, the same in both directions.
public struct GuideBandwidth: Hashable, Sendable, Codable {
    /// Less than this and the machine does not work; kbit/s.
    public let minimumKilobitsPerSecond: Int
    /// What is needed to work well; kbit/s.
    public let recommendedKilobitsPerSecond: Int
    /// The words of the original guide this comes from.
    public let source: [String]
}

/// What the machine's radio supports.
public struct GuideWireless: Hashable, Sendable, Codable {
    /// The IEEE standards, such as `802.11n`.
    public let standards: [String]
    /// The bands in GHz, as text.
    public let bandsGigahertz: [String]
    /// The kinds of protection that are supported.
    public let security: [String]
    /// The kinds that are refused.
    public let refused: [String]
    /// The words of the original guide this comes from.
    public let source: [String]
}

/// What the machine supports of proxies.
public struct GuideProxy: Hashable, Sendable, Codable {
    /// The HTTP method by which everything tunnels.
    public let method: String
    /// Whether some hosts may go round the proxy.
    public let exceptionsAllowed: Bool
    /// The kinds of authentication that are supported.
    public let authentication: [String]
    /// Whether upper and lower case differ in the password; in the user name they may.
    public let passwordCaseSensitive: Bool
    /// Kinds of proxy that are not supported.
    public let refused: [String]
    /// The words of the original guide this comes from.
    public let source: [String]
}

/// A statement of the original that is no address: what it says, kept so that nothing of the original is lost.
public struct GuideFact: Hashable, Sendable, Codable {
    /// A short name, unique in the guide: lower-case letters, digits and hyphens.
    public let id: String
    /// What it says, in one sentence of ours; a doubt about the original's words is said here too.
    public let says: String
    /// Whether the original's words are doubtful and bind nothing.
    public let doubtful: Bool
    /// The words of the original guide this comes from.
    public let source: [String]
}
