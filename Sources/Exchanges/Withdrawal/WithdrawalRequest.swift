import DutyModel

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
    public var signature: SignatureBytes

    /// A request and its signature.
    public init(id: OperationID, nonce: Nonce, statement: RegisterStatement, signature: SignatureBytes = .unsigned) {
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
    public var signature: SignatureBytes

    /// A confirmation and its signature.
    public init(id: OperationID, statement: RegisterStatement, signature: SignatureBytes = .unsigned) {
        self.id = id
        self.statement = statement
        self.signature = signature
    }
}

extension WithdrawalRequest: SelfSigned {
    @usableFromInline package static let element: StaticString = "withdrawalRequest"
    @usableFromInline package static var meaning: String { "Asks for the withdrawal of a device." }
    @usableFromInline package static var signing: SigningRule { SigningRule(by: "the device", .withdrawalRequest) }

    @inlinable package static func visit<V: Visitor>(_ value: Self?, _ v: inout V) throws(V.Refusal) -> Self {
        WithdrawalRequest(
            id: try v.field("id", value?.id, "the withdrawal's name"),
            nonce: try v.field("nonce", value?.nonce, "fresh in every try"),
            statement: try v.element(value?.statement), signature: try v.signature(value?.signature))
    }
}

extension WithdrawalConfirmation: SelfSigned {
    @usableFromInline package static let element: StaticString = "withdrawalConfirmation"
    @usableFromInline package static var meaning: String { "The funds are given up." }
    @usableFromInline package static var signing: SigningRule { SigningRule(by: "the device", .withdrawalConfirmation) }

    @inlinable package static func visit<V: Visitor>(_ value: Self?, _ v: inout V) throws(V.Refusal) -> Self {
        WithdrawalConfirmation(
            id: try v.field("id", value?.id, "the withdrawal's name"), statement: try v.element(value?.statement),
            signature: try v.signature(value?.signature))
    }
}
