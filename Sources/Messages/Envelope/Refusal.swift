import DutyModel

/// Why a service did nothing, in words for the person at the machine.
///
/// It is not signed: it clears no outstanding refill, locks nothing and extends nothing.
public struct Refusal: Hashable, Sendable {
    /// The most characters of a sentence.
    public static let sentenceCharacters = 500
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
    public var failure: DutyFailure {
        DutyFailure(code, message, remedy: remedy, maximumAllowed: maximumAllowed)
    }

    private static func line(_ text: String) -> String {
        var line = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(sentenceCharacters) { line.append(shown(scalar)) }
        return String(line)
    }

    private static func shown(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0: " "
        // XML can carry neither.
        case 0xFFFE, 0xFFFF: "\u{FFFD}"
        default: scalar
        }
    }
}

extension Refusal: MessageElement {
    static let shape = ElementShape("refusal", ["code", "message", "remedy", "maximumAllowed"])

    func writeContent(to writer: inout XMLWriter) {
        writer.leaf("code", text: code.rawValue)
        writer.leaf("message", text: message)
        writer.leaf("remedy", text: remedy)
        if let maximumAllowed { writer.leaf("maximumAllowed", maximumAllowed) }
    }

    init(contentOf cursor: XMLCursor) throws(DutyFailure) {
        code = try cursor.text("code") { FailureCode(rawValue: $0.string) }
        message = try cursor.text("message") { Self.sentence($0) }
        remedy = try cursor.text("remedy") { Self.sentence($0) }
        maximumAllowed = cursor.isAt("maximumAllowed") ? try cursor.text("maximumAllowed") { $0.amount(from: 0) } : nil
    }

    private static func sentence(_ text: ScannedText) -> String? {
        let string = text.string
        let isOneLine = string.unicodeScalars.allSatisfy { shown($0) == $0 }
        return isOneLine && string.unicodeScalars.count <= sentenceCharacters ? string : nil
    }
}
