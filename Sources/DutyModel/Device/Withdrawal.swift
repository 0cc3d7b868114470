/// The funds service's order to give up the funds of a device, signed (`dutymark.withdrawal.v1`, or
/// `.v2` where it names a standing).
///
/// Bound to the withdrawal's id, nonce and statement counter; the money goes back to the customer's account.
public struct WithdrawalOrder: Hashable, Sendable, Codable {
    /// The device key that is withdrawn.
    public let psdKey: PSDKeyID
    /// The withdrawal's name.
    public let id: OperationID
    /// The nonce of the final audit.
    public let nonce: Nonce
    /// The counter of the final statement.
    public let statementCounter: UInt64
    /// The funds removed: all that the descending register holds.
    public let removed: Paise
    /// The term of the funds service.
    public let epoch: UInt64
    /// The service's time.
    public let time: Timestamp
    /// The device's newest standing; nil where none was ever issued.
    public let standing: NamedStanding?
    /// The funds service's signature.
    public let signature: SignatureBytes

    /// An order and its signature.
    public init(
        psdKey: PSDKeyID, id: OperationID, nonce: Nonce, statementCounter: UInt64, removed: Paise, epoch: UInt64,
        time: Timestamp, standing: NamedStanding? = nil, signature: SignatureBytes
    ) {
        self.psdKey = psdKey
        self.id = id
        self.nonce = nonce
        self.statementCounter = statementCounter
        self.removed = removed
        self.epoch = epoch
        self.time = time
        self.standing = standing
        self.signature = signature
    }
}
