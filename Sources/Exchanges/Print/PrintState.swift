import DutyModel

/// What became of the paper of an impression that was debited, as far as its device knows.
///
/// Two drawings of an impression may leave the base, one after the other. Each is written down as *begun* before its
/// bytes leave and as *delivered* once somebody has them for good: a file that is synced in its place, or a person's
/// word that the print came out.
public enum PrintState: String, Hashable, Sendable, Codable, CaseIterable {
    /// Debited; no drawing has begun.
    case debited
    /// The first drawing has begun; whether it arrived isn't known.
    case begun
    /// The first drawing was delivered.
    case printed
    /// The second drawing has begun; whether it arrived isn't known.
    case begunAgain = "begun_again"
    /// The second drawing was delivered.
    case printedAgain = "printed_again"
    /// Declared spoiled; it's never drawn again.
    case spoiled

    /// The drawing that has begun and isn't known to have arrived; nil where there is none.
    public var begunDrawing: DrawingNumber? {
        switch self {
        case .begun: .first
        case .begunAgain: .second
        case .debited, .printed, .printedAgain, .spoiled: nil
        }
    }

    /// Whether a print came out, or the impression was settled by declaring it spoiled.
    public var isSettled: Bool {
        switch self {
        case .printed, .printedAgain, .spoiled: true
        case .debited, .begun, .begunAgain: false
        }
    }
}

/// Which of the two drawings of an impression.
public enum DrawingNumber: UInt8, Hashable, Sendable, Codable, CaseIterable, Comparable {
    /// The print.
    case first = 1
    /// The one made after the first came out and failed; its paper says that it was printed once more.
    case second = 2

    /// Whether the first comes before the second.
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
