import DutyModel

/// How old a key list is for whoever reads it now, in words; pure, so that page and command line say the same.
///
/// A list says nothing of what happened after it was signed, and only its age tells a reader how much that may be.
public struct KeyListAge: Hashable, Sendable {
    /// What the age means to a reader.
    public enum Meaning: Hashable, Sendable {
        /// New enough that nothing need be said.
        case fresh
        /// Past the end up to which its publisher vouches for it.
        case expired
        /// So old that what happened since must be reckoned with.
        case old
        /// Signed after now by the reader's clock, so that one of the two clocks is wrong.
        case ahead
    }

    /// When the list was signed.
    public let issuedAt: Timestamp
    /// Until when its publisher vouches for it; nil where it says no end.
    public let validUntil: Timestamp?
    /// Seconds from then to now; below zero where the reader's clock is behind the signer's.
    public let seconds: Int64
    /// What the age means.
    public let meaning: Meaning

    /// The age of a list at this moment.
    public init(of list: KeyList, at now: Timestamp, limits: KeyListLimits = KeyListLimits()) {
        self.init(of: list.issuedAt, validUntil: list.validUntil, at: now, limits: limits)
    }

    /// The age at this moment of a list that was signed then, and is valid until then where it says so. A list that says no
    /// end is judged by its age alone.
    public init(
        of issuedAt: Timestamp, validUntil: Timestamp? = nil, at now: Timestamp,
        limits: KeyListLimits = KeyListLimits()
    ) {
        self.issuedAt = issuedAt
        self.validUntil = validUntil
        let (passed, overflow) = now.seconds.subtractingReportingOverflow(issuedAt.seconds)
        seconds = overflow ? (now.seconds < issuedAt.seconds ? .min : .max) : passed
        meaning =
            if seconds < -limits.clockToleranceSeconds {
                .ahead
            } else if let validUntil, now > validUntil {
                .expired
            } else if seconds >= limits.remarkedAgeHours * 3600 {
                .old
            } else {
                .fresh
            }
    }

    /// The age in words, in the largest unit that fits: “3 days”.
    public var words: String {
        for (unit, length) in [("day", Int64(86_400)), ("hour", 3600), ("minute", 60)] where seconds >= length {
            let count = seconds / length
            return "\(count) \(unit)\(count == 1 ? "" : "s")"
        }
        return "less than a minute"
    }

    /// Which list was used, of this version, and how old it is.
    public func sentence(version: UInt64) -> String {
        let when = meaning == .ahead ? "signed on \(issuedAt)" : "signed \(words) ago (\(issuedAt))"
        return "Checked with version \(version) of the key list, \(when)."
    }

    /// What a reader must be told of the age; nil of a list that is fresh.
    public var warning: String? {
        switch meaning {
        case .fresh: nil
        case .expired:
            "The key list used here was valid until \(validUntil ?? issuedAt) and has ended; it is \(words) old. Its publisher "
                + "no longer vouches for it: get the newest list before you rely on this answer."
        case .old:
            "The key list used here is \(words) old. Anything refunded, withdrawn or licensed since then isn’t known here."
        case .ahead:
            "The key list used here was signed on \(issuedAt), which is still to come by this computer’s clock. "
                + "Set the clock; until then, the age of the list isn’t known."
        }
    }
}
