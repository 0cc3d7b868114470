/// The stable name of one thing that can go wrong, with what the program knows of it; two codes are equal by name.
///
/// Each part declares its codes in an extension: the sentence above a code says what it means, and
/// `docs/reference/failure-codes.md` is made of these declarations. Codes that cross a border (between machine and back
/// end, base and tablet, or into the device's journal) are declared here in `Codes`, so that whoever reads a name finds
/// its declaration. A name that isn't declared here is read as well, where its form is right: a machine that is older
/// than its back end must still be able to check the signature of a standing or a refusal whose reason it doesn't know.
/// Such a code keeps its text, and leaves open what became of a command.
public struct FailureCode: Hashable, Sendable {
    /// The name, as it is written on disk, in messages and in JSON.
    public let rawValue: String
    /// What kind of failure it is; it decides the status of an HTTP answer and of the program.
    public let category: FailureCategory
    /// What this code alone says of the command that failed with it; who knows more says so in the failure.
    ///
    /// `notDone` is said only where the command was refused before anything was written down, or never left. Whatever
    /// may come after that, or may come from reading an answer, is `notKnown`.
    public let outcome: KnownOutcome
    /// What a person usually does about it, in a sentence or two.
    public let usualRemedy: String

    /// Declares a code.
    public init(_ rawValue: String, _ category: FailureCategory, _ outcome: KnownOutcome, _ usualRemedy: String) {
        self.rawValue = rawValue
        self.category = category
        self.outcome = outcome
        self.usualRemedy = usualRemedy
    }

    /// The code of this name; nil where no code can have it (`[a-z][a-z0-9_]{0,39}`). One that isn't declared in this
    /// target has the category `unknown`.
    public init?(rawValue: String) {
        if let declared = Self.crossing[rawValue] {
            self = declared
            return
        }
        guard Self.isName(rawValue) else { return nil }
        self.init(
            rawValue, .unknown, .notKnown,
            "Look the code up in docs/reference/failure-codes.md of the newest version, and update the older side.")
    }

    /// The codes that cross a border, by name.
    private static let crossing: [String: FailureCode] = Dictionary(
        uniqueKeysWithValues: FailureCodeGroup.crossing.flatMap(\.codes).map { ($0.rawValue, $0) })

    private static func isName(_ text: String) -> Bool {
        (1...40).contains(text.utf8.count) && text.utf8.first.map { letters.contains($0) } == true
            && text.utf8.allSatisfy { letters.contains($0) || digits.contains($0) || $0 == UInt8(ascii: "_") }
    }

    private static let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
    private static let digits = UInt8(ascii: "0")...UInt8(ascii: "9")

    /// Codes are equal by name.
    public static func == (left: Self, right: Self) -> Bool { left.rawValue == right.rawValue }

    /// The name alone.
    public func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }
}

extension FailureCode: PlainText {
    /// The name.
    public var description: String { rawValue }

    /// Reads a name; throws `value_malformed` where no code can have it.
    public init(_ text: String) throws(DutyFailure) {
        guard let code = FailureCode(rawValue: text) else {
            throw DutyFailure(.valueMalformed, "“\(ForeignText.shown(text, most: 40))” is not a failure code.")
        }
        self = code
    }
}
