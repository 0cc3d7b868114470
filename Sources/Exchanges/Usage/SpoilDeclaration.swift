import DutyModel

/// A device's word that the print of an impression failed and that it will never draw it again, signed by it
/// (`dutymark.spoil.v1`). The duty stays debited in the device; giving it back is for the back end.
public struct SpoilDeclaration: Hashable, Sendable, Codable {
    /// The device key that made the impression.
    public let psdKey: PSDKeyID
    /// The impression.
    public let counter: UInt32
    /// Its duty.
    public let value: Paise
    /// When it was declared spoiled, by the device's clock.
    public let time: Timestamp
    /// The device's signature.
    public var signature: SignatureBytes

    /// A declaration and its signature.
    public init(psdKey: PSDKeyID, counter: UInt32, value: Paise, time: Timestamp, signature: SignatureBytes = .unsigned)
    {
        self.psdKey = psdKey
        self.counter = counter
        self.value = value
        self.time = time
        self.signature = signature
    }
}

extension SpoilDeclaration: SelfSigned {
    @usableFromInline package static let element: StaticString = "spoilDeclaration"
    @usableFromInline package static var meaning: String {
        "The print of an impression failed, and the device will never draw it again."
    }
    @usableFromInline package static var signing: SigningRule { SigningRule(by: "the device", .spoil) }

    @inlinable package static func visit<V: Visitor>(_ value: Self?, _ v: inout V) throws(V.Refusal) -> Self {
        SpoilDeclaration(
            psdKey: try v.field("psdKey", value?.psdKey),
            counter: try v.field("counter", value?.counter, 1...UInt32.max, "the impression's item number"),
            value: try v.field("value", value?.value, .one, "its duty"),
            time: try v.field("time", value?.time, "when it was declared spoiled, by the device's clock"),
            signature: try v.signature(value?.signature))
    }
}
