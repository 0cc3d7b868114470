/// A password or passphrase: it can be compared and stored, and it never shows itself in a text.
///
/// Coding writes it out; only private files (mode 0600) and the machine's private command socket carry that.
public struct Secret: Hashable, Sendable, Codable {
    /// The secret itself, for the one place that needs it.
    public let revealed: String

    /// A secret.
    public init(_ text: String) { revealed = text }

    /// Whether nothing was given.
    public var isEmpty: Bool { revealed.isEmpty }

    /// Reads what `encode(to:)` writes.
    public init(from decoder: any Decoder) throws { revealed = try decoder.singleValueContainer().decode(String.self) }

    /// Writes it as one value.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(revealed)
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// How it is written.
    public var description: String { isEmpty ? "" : "••••" }
    /// How it is written.
    public var debugDescription: String { description }
    /// Nothing that a debugger could show.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
