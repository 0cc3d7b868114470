import Exchanges

/// The forms of the key list; each has a signed form of its own.
public enum KeyListFormat: String, Hashable, Sendable, Codable, CaseIterable {
    /// Without marks; still read.
    case first = "dutymark-key-list-1"
    /// With marks on single stamps, always; still published, for readers that know no later form.
    case second = "dutymark-key-list-2"
    /// With remarks on intervals of item numbers as well, always. Its last fields, the end of the list's validity and the
    /// certificate of its publisher's key, are missing in lists that were written before there were any.
    case third = "dutymark-key-list-3"

    /// The newest form that is published.
    public static let current = KeyListFormat.third
    /// The forms that are published beside each other under one version, newest first.
    public static let published: [KeyListFormat] = [.third, .second]

    /// The number of the form.
    public var number: Int {
        switch self {
        case .first: 1
        case .second: 2
        case .third: 3
        }
    }

    /// Whether a list of this form says what became of single stamps.
    public var holdsMarks: Bool { self != .first }
    /// Whether a list of this form remarks on intervals of item numbers.
    public var holdsRemarks: Bool { self == .third }

    /// Whether a list of this form may say until when it is valid.
    public var holdsEnd: Bool { self == .third }

    /// The context in which a list of this form is signed that says no end.
    var context: SigningContext {
        switch self {
        case .first: .keyList
        case .second: .markedKeyList
        case .third: .remarkedKeyList
        }
    }
}
