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
    public let signature: SignatureBytes

    /// A declaration and its signature.
    public init(psdKey: PSDKeyID, counter: UInt32, value: Paise, time: Timestamp, signature: SignatureBytes) {
        self.psdKey = psdKey
        self.counter = counter
        self.value = value
        self.time = time
        self.signature = signature
    }
}
