/// A value that is one short text, the same for people, in JSON and in messages.
public protocol PlainText: Hashable, Sendable, Codable, CustomStringConvertible {
    /// Checks the text and reads it; throws where it isn't of the type's form.
    init(_ text: String) throws(DutyFailure)
}

extension PlainText {
    /// Reads the text, as `init(_:)` does.
    public init(from decoder: any Decoder) throws { try self.init(decoder.singleValueContainer().decode(String.self)) }

    /// Writes the text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
