/// The codes that one part declares, under the heading that they have in `docs/reference/failure-codes.md`.
public struct FailureCodeGroup: Sendable {
    /// The heading.
    public let title: String
    /// What has to be said of them together, as Markdown; nil for most.
    public let note: String?
    /// The codes, in the order of the page.
    public let codes: [FailureCode]

    /// A group of codes.
    public init(_ title: String, note: String? = nil, _ codes: [FailureCode]) {
        self.title = title
        self.note = note
        self.codes = codes
    }

    /// The groups that cross a border: whoever reads the name of one of their codes finds its declaration.
    public static let crossing: [FailureCodeGroup] = [
        .amounts, .securityDevice, .prints, .messages, .services, .exchanges, .acts, .computer,
    ]
}
