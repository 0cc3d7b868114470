/// A SHA-256 hash.
public struct ContentHash: ByteValue {
    /// How many bytes it has.
    public static var length: Int { 32 }
    /// The bytes.
    public let bytes: [UInt8]
    /// Wraps what is known to have the right form.
    public init(unchecked bytes: [UInt8]) { self.bytes = bytes }

    /// All zeros: what stands before the first link of a hash chain.
    public static let zero = ContentHash(unchecked: Array(repeating: 0, count: 32))
}

/// An Ed25519 signature (RFC 8032).
public struct SignatureBytes: ByteValue {
    /// How many bytes it has.
    public static var length: Int { 64 }
    /// The bytes.
    public let bytes: [UInt8]
    /// Wraps what is known to have the right form.
    public init(unchecked bytes: [UInt8]) { self.bytes = bytes }
}

/// An Ed25519 public key (RFC 8032).
public struct PublicKeyBytes: ByteValue {
    /// How many bytes it has.
    public static var length: Int { 32 }
    /// The bytes.
    public let bytes: [UInt8]
    /// Wraps what is known to have the right form.
    public init(unchecked bytes: [UInt8]) { self.bytes = bytes }
}

/// A number used once, which binds an answer to its question.
public struct Nonce: ByteValue {
    /// How many bytes it has.
    public static var length: Int { 16 }
    /// The bytes.
    public let bytes: [UInt8]
    /// Wraps what is known to have the right form.
    public init(unchecked bytes: [UInt8]) { self.bytes = bytes }
}

/// The name of one operation, chosen at random by the machine and durable there before it is sent.
public struct OperationID: ByteValue {
    /// How many bytes it has.
    public static var length: Int { 16 }
    /// The bytes.
    public let bytes: [UInt8]
    /// Wraps what is known to have the right form.
    public init(unchecked bytes: [UInt8]) { self.bytes = bytes }
}
