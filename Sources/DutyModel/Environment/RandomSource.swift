/// Where random bytes come from; injected, so that a simulation can repeat a run.
public protocol RandomSource: Sendable {
    /// Eight random bytes.
    func next() -> UInt64
}

extension RandomSource {
    /// A random value of fixed length, such as a nonce or an operation's name.
    public func value<Value: ByteValue>(_: Value.Type = Value.self) -> Value {
        var bytes: [UInt8] = []
        while bytes.count < Value.length {
            withUnsafeBytes(of: next()) { bytes.append(contentsOf: $0) }
        }
        return Value(unchecked: Array(bytes.prefix(Value.length)))
    }
}

/// The operating system's randomness, fit for keys and nonces.
public struct SystemRandomSource: RandomSource {
    /// A source; it holds nothing.
    public init() {}

    /// As `RandomSource` says.
    public func next() -> UInt64 {
        var generator = SystemRandomNumberGenerator()
        return generator.next()
    }
}
