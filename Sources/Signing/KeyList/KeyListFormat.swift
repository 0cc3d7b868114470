/// The forms of the key list; each has a signed form of its own.
public enum KeyListFormat: String, Hashable, Sendable, Codable, CaseIterable {
    /// Without marks; still read.
    case first = "dutymark-key-list-1"
    /// With marks on single stamps, always.
    case second = "dutymark-key-list-2"

    /// The form that is published now.
    public static let current = KeyListFormat.second

    /// Whether a list of this form says what became of single stamps.
    public var holdsMarks: Bool { self != .first }

    /// The context in which a list of this form is signed.
    var context: SigningContext {
        switch self {
        case .first: .keyList
        case .second: .markedKeyList
        }
    }
}
