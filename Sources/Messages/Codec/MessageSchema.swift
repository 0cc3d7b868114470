import Exchanges

/// The published schema of the messages (W3C XML Schema 1.0); a document that others validate against.
///
/// The decoder does not read it: it refuses by itself whatever the schema refuses, and a test compares the two.
public enum MessageSchema {
    /// The one namespace of all elements.
    public static let namespace: StaticString = "urn:dutymark:messages:1"
    /// The version that the root element names.
    public static let version: StaticString = "1"
    /// The name under which the schema is published.
    public static let fileName = "dutymark-messages-1.xsd"

    /// The schema itself.
    public static var text: String {
        SchemaText.of(Outline.of(MessageEnvelope.self), namespace: "\(namespace)", version: "\(version)")
    }
    /// The schema's bytes, in UTF-8.
    public static var bytes: [UInt8] { Array(text.utf8) }
}
