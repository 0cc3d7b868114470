import DutyModel

/// Why a service did nothing, in words for the person at the machine.
///
/// It is not signed: it clears no outstanding refill, locks nothing and extends nothing.
public struct Refusal: Hashable, Sendable {
    /// The most characters of a sentence.
    public static let sentenceCharacters = TextKind.sentence.lengths.upperBound
    /// What kind of refusal it is.
    public let code: FailureCode
    /// What happened; one line.
    public let message: String
    /// What the person can do; one line.
    public let remedy: String
    /// For a refused amount, the most that would be accepted now.
    public let maximumAllowed: Paise?

    /// A refusal; sentences are made one line (a control character becomes a space) and cut after
    /// `sentenceCharacters` Unicode scalars, so that what is sent is what is held.
    public init(code: FailureCode, message: String, remedy: String, maximumAllowed: Paise? = nil) {
        self.code = code
        self.message = Self.line(message)
        self.remedy = Self.line(remedy)
        self.maximumAllowed = maximumAllowed
    }

    /// The refusal that tells of this failure.
    public init(_ failure: DutyFailure) {
        self.init(
            code: failure.code, message: failure.message, remedy: failure.remedy,
            maximumAllowed: failure.maximumAllowed)
    }

    /// The failure that this tells of.
    public var failure: DutyFailure { DutyFailure(code, message, remedy: remedy, maximumAllowed: maximumAllowed) }

    private static func line(_ text: String) -> String {
        var line = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(sentenceCharacters) { line.append(TextKind.shown(scalar)) }
        return String(line)
    }
}

extension Refusal: Described {
    @usableFromInline package static let element: StaticString = "refusal"
    @usableFromInline package static var meaning: String { "Why a service did nothing." }

    @inlinable package static func visit<V: Visitor>(_ value: Self?, _ v: inout V) throws(V.Refusal) -> Self {
        Refusal(
            code: try v.field("code", value?.code),
            message: try v.field("message", value?.message, .sentence, "what happened"),
            remedy: try v.field("remedy", value?.remedy, .sentence, "what the person can do"),
            maximumAllowed: try v.optional(
                "maximumAllowed", value?.maximumAllowed, .zero, .optional,
                "for a refused amount, the most that would be accepted now"))
    }
}
