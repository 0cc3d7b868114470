import DutyModel
import Exchanges

/// How a message is laid out in lines.
public enum MessageLayout: Hashable, Sendable {
    /// Without white space between elements; what is sent.
    case compact
    /// An element a line, for people.
    case indented
}

/// Writes and reads messages as XML in the namespace `urn:dutymark:messages:1`.
///
/// A decoded value is checked for its syntax only; its signatures are checked by whoever acts on it.
public struct MessageCodec: Sendable {
    /// What a message may be at most.
    public let limits: MessageLimits

    /// A codec with these limits.
    public init(limits: MessageLimits = MessageLimits()) { self.limits = limits }

    /// The message in UTF-8.
    ///
    /// Every value that keeps to the ranges of the schema decodes to itself again; one that does not (a negative
    /// amount, 501 records) is written as it is, and the other side refuses it.
    public func encode(_ envelope: MessageEnvelope, layout: MessageLayout = .compact) -> [UInt8] {
        var writer = XMLWriter(layout: layout, capacity: Self.expectedBytes(envelope.body))
        writer.root(envelope, attributes: " xmlns=\"urn:dutymark:messages:1\" version=\"1\"")
        return writer.bytes
    }

    /// The message that these bytes hold; throws the `xml_…` codes.
    ///
    /// Refused with everything the schema refuses: another encoding than UTF-8, a byte order mark, document types,
    /// entities but the five of XML itself, comments, processing instructions and CDATA sections.
    public func decode(_ bytes: [UInt8]) throws(DutyFailure) -> MessageEnvelope {
        try MessageScan.check(bytes, limits: limits)
        return try XMLReader.root(MessageEnvelope.self, of: bytes)
    }

    /// About how many bytes the message has, so that the buffer need not grow.
    private static func expectedBytes(_ body: MessageBody) -> Int {
        switch body {
        case .question(.usage(let batch)): 2_048 + batch.records.count * 960
        case .question(.grantReport(let report)): 2_048 + report.grants.count * 640
        case .reply(.configuration(let configuration)): 4_096 + configuration.certificate.count * 2
        default: 8_192
        }
    }
}
