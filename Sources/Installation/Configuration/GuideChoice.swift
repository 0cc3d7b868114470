import ConnectivityGuide
import DutyModel

/// What `--guide` names: a built-in guide, or a file.
public struct GuideChoice: Hashable, Sendable {
    /// As it was given.
    public let text: String

    /// The choice a person wrote.
    public init(_ text: String) { self.text = text }

    /// Whether it is a file: a text with a slash or a dot.
    package var isFile: Bool { text.contains("/") || text.contains(".") }

    /// Loads it. A text with a slash or a dot is a file; anything else is the name of a built-in guide, and
    /// throws `guide_unknown` where there is none.
    public func load() throws(DutyFailure) -> ConnectivityGuide {
        guard isFile else { return try ConnectivityGuide.builtIn(text) }
        return try ConnectivityGuide.load(file: text)
    }
}
