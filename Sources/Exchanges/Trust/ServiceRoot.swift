import DutyModel

/// The keys that say which service keys an installation's devices obey: any two of the three together.
///
/// A base is given it at its making and keeps it over all lives of all its devices. Its private halves sign nothing but
/// service keys and the root that follows, so they can lie in three places without a network.
public struct ServiceRoot: Hashable, Sendable {
    /// How many keys a root has.
    public static let keyCount = 3
    /// How many of them have to sign.
    public static let threshold = 2

    /// Counts the roots of an installation, from 1.
    public let generation: UInt64
    /// The public keys, in ascending order of their bytes.
    public let keys: [PublicKeyBytes]

    /// The root of this generation with these keys, in any order.
    ///
    /// Throws `value_malformed` for another number of keys, for one that stands twice, and for generation 0.
    public init(generation: UInt64, keys: [PublicKeyBytes]) throws(DutyFailure) {
        guard generation > 0, keys.count == Self.keyCount, Set(keys).count == Self.keyCount else {
            throw DutyFailure(.valueMalformed, "A service root has three different keys and a number above zero.")
        }
        self.generation = generation
        self.keys = keys.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
    }
}

extension ServiceRoot: Codable {
    private enum CodingKeys: CodingKey { case generation, keys }

    /// Reads what `encode(to:)` writes.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            generation: values.decode(UInt64.self, forKey: .generation),
            keys: values.decode([PublicKeyBytes].self, forKey: .keys))
    }
}

/// One signature made with a key of a root.
public struct RootSignature: Hashable, Sendable, Codable {
    /// The key of the root.
    public let key: PublicKeyBytes
    /// What it signed with it.
    public var signature: SignatureBytes

    /// A signature by this key.
    public init(key: PublicKeyBytes, signature: SignatureBytes = .unsigned) {
        self.key = key
        self.signature = signature
    }
}

/// The root that follows another one, signed by the keys of the one before (`dutymark.root-succession.v1`).
public struct RootSuccession: Hashable, Sendable, Codable {
    /// The new root, of the next generation.
    public let next: ServiceRoot
    /// Signatures by keys of the root before.
    public let signatures: [RootSignature]

    /// A succession with these signatures.
    public init(next: ServiceRoot, signatures: [RootSignature]) {
        self.next = next
        self.signatures = signatures
    }
}

extension RootSignature: Described {
    @usableFromInline package static let element: StaticString = "rootSignature"
    @usableFromInline package static var meaning: String { "One signature made with a key of a root." }

    @inlinable package static func visit<V: Visitor>(_ value: Self?, _ v: inout V) throws(V.Refusal) -> Self {
        RootSignature(key: try v.field("key", value?.key), signature: try v.field("signature", value?.signature))
    }
}
