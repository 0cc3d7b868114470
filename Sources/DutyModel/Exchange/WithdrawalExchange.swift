/// A device's request to be withdrawn: its final audit, signed by it (`dutymark.withdrawal-request.v1`).
///
/// A form of its own, so that no audit can be taken for a withdrawal. A device makes it only when it franks no more
/// and every usage record of it has its receipt.
public struct WithdrawalRequest: Hashable, Sendable, Codable {
    /// The withdrawal's name, durable in the device before it is sent.
    public let id: OperationID
    /// Fresh in every try.
    public let nonce: Nonce
    /// How the device stands for good.
    public let statement: RegisterStatement
    /// The device's signature.
    public let signature: SignatureBytes

    /// A request and its signature.
    public init(id: OperationID, nonce: Nonce, statement: RegisterStatement, signature: SignatureBytes) {
        self.id = id
        self.nonce = nonce
        self.statement = statement
        self.signature = signature
    }
}

/// A device's word that it gave up its funds and that its key is destroyed once this is acknowledged, signed by it
/// (`dutymark.withdrawal-confirmation.v1`).
public struct WithdrawalConfirmation: Hashable, Sendable, Codable {
    /// The withdrawal's name.
    public let id: OperationID
    /// How the device stands after it: the descending register is empty.
    public let statement: RegisterStatement
    /// The device's signature.
    public let signature: SignatureBytes

    /// A confirmation and its signature.
    public init(id: OperationID, statement: RegisterStatement, signature: SignatureBytes) {
        self.id = id
        self.statement = statement
        self.signature = signature
    }
}
