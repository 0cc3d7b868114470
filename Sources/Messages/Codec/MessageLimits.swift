/// What a message may be at most; checked over the bytes before the parser sees them.
public struct MessageLimits: Hashable, Sendable {
    /// Bytes of a whole message. The largest message there is, a batch of 500 usage records, stays under half of
    /// it.
    public var bytes: Int
    /// Elements inside one another. The deepest field stands at 6.
    public var depth: Int
    /// Attributes of one element, namespace declarations counted. The root has 2; libxml2 takes more than ten
    /// seconds for an element with 200,000.
    public var attributesPerElement: Int
    /// Bytes in the name of an element or attribute. The longest has 24.
    public var nameBytes: Int
    /// Bytes of one text or attribute value as it stands in the message. The longest text, a
    /// certificate of 4,096 bytes in hexadecimal, has as many.
    public var textBytes: Int

    /// Limits; the defaults fit every message of the schema.
    public init(
        bytes: Int = 1_048_576, depth: Int = 8, attributesPerElement: Int = 4, nameBytes: Int = 64,
        textBytes: Int = 8_192
    ) {
        self.bytes = bytes
        self.depth = depth
        self.attributesPerElement = attributesPerElement
        self.nameBytes = nameBytes
        self.textBytes = textBytes
    }
}
