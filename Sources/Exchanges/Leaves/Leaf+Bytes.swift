import DutyModel

/// Bytes of a fixed number, in lower-case hexadecimal.
extension Leaf where Self: ByteValue {
    @usableFromInline package var textWidth: Int { 2 * bytes.count }
    @usableFromInline package func putText(at place: UnsafeMutablePointer<UInt8>) { place.putHexadecimal(bytes) }
    @usableFromInline package init?(text: LeafText, _ bounds: Unbounded) {
        guard let bytes = text.hexadecimal(Self.length...Self.length) else { return nil }
        self.init(unchecked: bytes)
    }

    @usableFromInline package static func sample(_ bounds: Unbounded) -> Self {
        Self(unchecked: Array(repeating: 0, count: Self.length))
    }

    @inlinable package func append(to binary: inout BinaryWriter) { binary.append(raw: bytes) }
    @inlinable package init(from binary: inout BinaryReader) throws(DutyFailure) {
        self.init(unchecked: try binary.bytes(Self.length))
    }
    @usableFromInline package func append(to form: inout CanonicalForm) { form.append(bytes) }
}

extension OperationID: Leaf {
    @usableFromInline package static func form(_ bounds: Unbounded) -> LeafForm {
        .bytes(length, "id", "The name of a message or operation, 16 bytes.", holds: "16 bytes")
    }
}

extension ActID: Leaf {
    @usableFromInline package static func form(_ bounds: Unbounded) -> LeafForm {
        .bytes(length, "act", "The name of a person's act, 16 bytes.", holds: "16 bytes")
    }
}

extension Nonce: Leaf {
    @usableFromInline package static func form(_ bounds: Unbounded) -> LeafForm {
        .bytes(length, "nonce", "A number used once, 16 bytes.", holds: "16 bytes")
    }
}

extension ContentHash: Leaf {
    @usableFromInline package static func form(_ bounds: Unbounded) -> LeafForm {
        .bytes(length, "hash", "SHA-256, 32 bytes.", holds: "SHA-256, 64 hexadecimal digits")
    }
}

extension SignatureBytes: Leaf {
    @usableFromInline package static func form(_ bounds: Unbounded) -> LeafForm {
        .bytes(
            length, "signature", "An Ed25519 signature, 64 bytes.", holds: "Ed25519 signature, 128 hexadecimal digits")
    }
}

extension PublicKeyBytes: Leaf {
    @usableFromInline package static func form(_ bounds: Unbounded) -> LeafForm {
        .bytes(
            length, "publicKey", "An Ed25519 public key, 32 bytes.",
            holds: "Ed25519 public key, 64 hexadecimal digits")
    }
}

/// Bytes of any number, in lower-case hexadecimal; their bounds say what they are.
extension [UInt8]: Storable, Leaf {
    @usableFromInline package var textWidth: Int { 2 * count }
    @usableFromInline package func putText(at place: UnsafeMutablePointer<UInt8>) { place.putHexadecimal(self) }
    @usableFromInline package init?(text: LeafText, _ kind: ByteKind) {
        guard let bytes = text.hexadecimal(kind.lengths) else { return nil }
        self = bytes
    }

    @usableFromInline package static func sample(_ kind: ByteKind) -> [UInt8] {
        Array(repeating: 4, count: kind.lengths.lowerBound)
    }

    @usableFromInline package static func form(_ kind: ByteKind) -> LeafForm {
        switch kind {
        case .machineKey:
            .bytes(
                65, "machineKey", "A P-256 public key, 65 bytes: a point without compression (SEC 1).",
                holds: "P-256 public key: a point without compression, 130 hexadecimal digits")
        case .certificate:
            LeafForm(
                "certificate", "A certificate in DER, 1 to 4096 bytes.",
                holds: "certificate in DER: 1 to 4096 bytes in hexadecimal",
                [("pattern", "([0-9a-f][0-9a-f])+"), ("maxLength", String(2 * kind.lengths.upperBound))],
                broken: [
                    "", "4", "4G", "AB", String(repeating: "ab", count: kind.lengths.upperBound) + "a",
                ])
        }
    }

    @inlinable package func append(to binary: inout BinaryWriter) {
        binary.append(number: UInt32(count))
        binary.append(raw: self)
    }
    @inlinable package init(from binary: inout BinaryReader) throws(DutyFailure) {
        let count: UInt32 = try binary.number()
        self = try binary.bytes(Int(count))
    }
    @usableFromInline package func append(to form: inout CanonicalForm) { form.append(self) }
}

/// What bytes of no fixed type are.
@usableFromInline package enum ByteKind: Hashable, Sendable {
    /// A machine's P-256 public key: a point without compression (SEC 1).
    case machineKey
    /// A certificate in DER.
    case certificate

    /// The most bytes of a certificate.
    @usableFromInline package static let certificateMaximum = 4_096

    /// How many bytes there may be.
    @usableFromInline package var lengths: ClosedRange<Int> {
        switch self {
        case .machineKey: 65...65
        case .certificate: 1...Self.certificateMaximum
        }
    }
}

extension LeafForm {
    fileprivate static func bytes(_ length: Int, _ name: String, _ meaning: String, holds: String) -> LeafForm {
        LeafForm(
            name, meaning, holds: holds, [("pattern", "[0-9a-f]{\(2 * length)}")],
            broken: [
                "", String(repeating: "ab", count: length - 1), String(repeating: "ab", count: length + 1),
                String(repeating: "AB", count: length), String(repeating: "0g", count: length),
            ])
    }
}

extension UnsafeMutablePointer<UInt8> {
    func putHexadecimal(_ bytes: [UInt8]) {
        func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x57 + value }
        bytes.withUnsafeBufferPointer { bytes in
            for index in bytes.indices {
                self[2 * index] = digit(bytes[index] >> 4)
                self[2 * index + 1] = digit(bytes[index] & 15)
            }
        }
    }
}
