import ConnectivityGuide

/// What existing rules lack of a guide.
public struct GuideComparison: Hashable, Sendable {
    /// Why an entry of the guide is not let pass as it must be.
    public enum Reason: String, Hashable, Sendable, Codable {
        /// No rule allows it, or one denies it.
        case notAllowed = "not_allowed"
        /// It is allowed, but its TLS is inspected or not kept from inspection.
        case inspected
        /// It is sent to a proxy and not straight.
        case notDirect = "not_direct"
        /// It hangs on something that the file does not say.
        case unclear
    }

    /// An entry of the guide that the rules do not let pass, or of which that is not known.
    public struct Gap: Hashable, Sendable {
        /// The guide's entry.
        public let endpoint: GuideEndpoint
        /// Why it is a gap.
        public let reason: Reason
        /// What the rules say instead; nil where there is nothing to add.
        public let detail: String?
    }

    /// What is missing, in the guide's order.
    public internal(set) var gaps: [Gap] = []
    /// What else a reader should know; one sentence each.
    public internal(set) var notes: [String] = []
    /// How many entries of the guide were compared.
    public internal(set) var compared = 0

    /// The gaps that are known to be gaps.
    public var missing: [Gap] { gaps.filter { $0.reason != .unclear } }

    /// How it ends: 0 nothing is missing, 1 only recommended entries are, 2 required ones are, 3 it could not be told.
    public var exitCode: Int32 {
        if missing.contains(where: { $0.endpoint.level == .required }) { return 2 }
        if !missing.isEmpty { return 1 }
        return gaps.isEmpty ? 0 : 3
    }
}
