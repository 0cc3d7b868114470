/// What the interface of a login page said of itself (RFC 8908), where DHCP or the router names one.
public struct PortalObservation: Hashable, Sendable, Codable {
    /// What came of asking it.
    public enum Result: String, Hashable, Sendable, Codable {
        /// It answered.
        case answered
        /// It cannot be reached.
        case unreachable
        /// It did not prove itself, so nothing was asked.
        case unproved
        /// What it answered is not what the standard says.
        case malformed
    }

    /// Its URL.
    public var api: String
    /// What came of asking it.
    public var result: Result
    /// Whether it says that somebody has to log in first.
    public var isCaptive: Bool?
    /// Where to log in.
    public var loginPage: String?

    /// An answer.
    public init(api: String, result: Result, isCaptive: Bool? = nil, loginPage: String? = nil) {
        self.api = api
        self.result = result
        self.isCaptive = isCaptive
        self.loginPage = loginPage
    }
}
