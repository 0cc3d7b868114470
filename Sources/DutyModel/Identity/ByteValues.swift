/// A SHA-256 hash.
public struct ContentHash: ByteValue {
    public static var length: Int { 32 }
    public let bytes: [UInt8]
    public init(unchecked bytes: [UInt8]) { self.bytes = bytes }

    /// All zeros: what stands before the first link of a hash chain.
    public static let zero = ContentHash(unchecked: Array(repeating: 0, count: 32))
}

/// An Ed25519 signature (RFC 8032).
public struct SignatureBytes: ByteValue {
    public static var length: Int { 64 }
    public let bytes: [UInt8]
    public init(unchecked bytes: [UInt8]) { self.bytes = bytes }
}

/// An Ed25519 public key (RFC 8032).
public struct PublicKeyBytes: ByteValue {
    public static var length: Int { 32 }
    public let bytes: [UInt8]
    public init(unchecked bytes: [UInt8]) { self.bytes = bytes }
}

/// A number used once, which binds an answer to its question.
public struct Nonce: ByteValue {
    public static var length: Int { 16 }
    public let bytes: [UInt8]
    public init(unchecked bytes: [UInt8]) { self.bytes = bytes }
}

/// The name of one operation, chosen at random by the machine and durable there before it is sent.
public struct OperationID: ByteValue {
    public static var length: Int { 16 }
    public let bytes: [UInt8]
    public init(unchecked bytes: [UInt8]) { self.bytes = bytes }
}
