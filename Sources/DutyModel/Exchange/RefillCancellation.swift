/// A device's request to give up its outstanding refill, signed by it (`dutymark.refill-cancellation.v1`).
///
/// It is answered like the refill itself: with the decision that was taken before it came, or else with a
/// cancellation that is stored under the operation's id, after which the refill, however late it arrives, is never
/// granted.
public struct RefillCancellation: Hashable, Sendable, Codable {
    /// The operation to give up.
    public let operation: RefillOperation
    /// Fresh in every try; binds the answer's envelope to this try.
    public let nonce: Nonce
    /// How the device stands now.
    public let statement: RegisterStatement
    /// The device's signature.
    public let signature: SignatureBytes

    /// A request and its signature.
    public init(operation: RefillOperation, nonce: Nonce, statement: RegisterStatement, signature: SignatureBytes) {
        self.operation = operation
        self.nonce = nonce
        self.statement = statement
        self.signature = signature
    }
}

/// The grants that a device applied lately, for a funds service that lost the end of its books.
///
/// Nothing here is signed by the device: each grant bears the funds service's own signature, which is what counts.
public struct GrantReport: Hashable, Sendable, Codable {
    /// The most grants of one report; as many as a device keeps.
    public static let grantsMaximum = 100

    /// The device key the grants were given to.
    public let psdKey: PSDKeyID
    /// The grants in the order of their sequences, without a gap; 1 to `grantsMaximum`.
    public let grants: [RefillAnswer]

    /// A report of these grants.
    public init(psdKey: PSDKeyID, grants: [RefillAnswer]) {
        self.psdKey = psdKey
        self.grants = grants
    }
}
