/// What is known, after a failure, of what a person asked for.
public enum KnownOutcome: String, Hashable, Sendable, Codable, CaseIterable {
    /// It was done, and what failed came after it.
    case done
    /// It was not done and won't be.
    case notDone = "not_done"
    /// It may have been done; the machine has to be asked.
    case notKnown = "not_known"
}
