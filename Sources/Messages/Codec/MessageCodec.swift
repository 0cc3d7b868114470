import DutyModel

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
        var writer = XMLWriter(layout: layout, capacity: envelope.body.expectedBytes)
        writer.append(literal: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")
        envelope.write(to: &writer)
        return writer.bytes
    }

    /// The message that these bytes hold; throws the `xml_…` codes.
    ///
    /// Refused with everything the schema refuses: another encoding than UTF-8, a byte order mark, document types,
    /// entities but the five of XML itself, comments, processing instructions and CDATA sections.
    public func decode(_ bytes: [UInt8]) throws(DutyFailure) -> MessageEnvelope {
        try MessageScan.check(bytes, limits: limits)
        return try XMLCursor.reading(bytes) { cursor throws(DutyFailure) in try MessageEnvelope(root: cursor) }
    }
}
