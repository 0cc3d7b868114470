/// Something that went wrong, said so that a person can act on it.
///
/// Equality is by code alone: the sentences are for people and may be bettered at any time.
public struct DutyFailure: Error, Sendable, Codable {
    /// What kind of failure it is; stable across versions, listed in `docs/reference/failure-codes.md`.
    public let code: FailureCode
    /// What happened, and to what, in one plain sentence.
    public let message: String
    /// What the person can do about it.
    public let remedy: String
    /// For a refused amount, the most that would be accepted now.
    public let maximumAllowed: Paise?
    /// What is known of the command that failed.
    public let outcome: KnownOutcome

    /// Makes a failure; without a remedy of its own it takes the one that goes with the code, and without an outcome
    /// what the code says of it.
    public init(
        _ code: FailureCode, _ message: String, remedy: String? = nil, maximumAllowed: Paise? = nil,
        outcome: KnownOutcome? = nil
    ) {
        self.code = code
        self.message = message
        self.remedy = remedy ?? code.usualRemedy
        self.maximumAllowed = maximumAllowed
        self.outcome = outcome ?? code.outcome
    }

    /// The same failure, of which more is known than its code says.
    public func knowing(_ outcome: KnownOutcome) -> DutyFailure {
        DutyFailure(code, message, remedy: remedy, maximumAllowed: maximumAllowed, outcome: outcome)
    }
}

extension DutyFailure: Equatable {
    /// Whether both say the same.
    public static func == (left: Self, right: Self) -> Bool { left.code == right.code }
}

extension DutyFailure: CustomStringConvertible {
    /// The whole failure on one line, as a terminal shows it.
    public var description: String { "\(message) \(remedy) [\(code.rawValue)]" }
}
