/// The version of the program, `0.1.0` or `0.1.0-dev` (Semantic Versioning 2.0.0).
public struct ProgramVersion: PlainText {
    /// That of this program.
    public static let current = ProgramVersion(known: "0.1.0-dev")

    /// The version as it is written.
    public let description: String

    private init(known text: String) { description = text }

    /// Checks the form; throws `value_malformed`.
    public init(_ text: String) throws(DutyFailure) {
        let parts = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        let numbers = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        let areNumbers = numbers.count == 3 && numbers.allSatisfy { UInt16($0)?.description == String($0) }
        let mark = parts.count == 2 ? parts[1].utf8 : "none".utf8[...]
        guard areNumbers, (1...16).contains(mark.count), mark.allSatisfy({ $0.isDigit || (0x61...0x7A).contains($0) })
        else {
            throw DutyFailure(
                .valueMalformed, "“\(ForeignText.shown(text, most: 32))” is not a version of the program.")
        }
        description = text
    }

    /// The oldest version that there can be.
    public static let first = ProgramVersion(known: "0.0.0")
}
