import DutyModel

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
    /// The most usage records in one batch.
    public static let recordsPerBatch = UsageBatch.recordsMaximum
    /// The most services in one directory.
    public static let servicesPerDirectory = 64
    /// The most tokens in one directory answer.
    public static let tokensPerAnswer = 16
    /// The most grants in one report.
    public static let grantsPerReport = GrantReport.grantsMaximum
    /// The most bytes of a device's certificate.
    public static let certificateBytes = 4_096

    /// The schema itself.
    public static var text: String { String(decoding: bytes, as: UTF8.self) }
    /// The schema's bytes, in UTF-8.
    public static var bytes: [UInt8] { PackageResources.dutymark_messages_1_xsd }
}
