import DutyModel

extension WithdrawalRequest: MessageElement {
    static let shape = ElementShape("withdrawalRequest", ["id", "nonce", "statement", "signature"])

    func writeContent(to writer: inout XMLWriter) {
        writer.leaf("id", id)
        writer.leaf("nonce", nonce)
        writer.write(statement)
        writer.leaf("signature", signature)
    }

    init(contentOf cursor: XMLCursor) throws(DutyFailure) {
        self.init(
            id: try cursor.text("id") { $0.byteValue(OperationID.self) },
            nonce: try cursor.text("nonce") { $0.byteValue(Nonce.self) },
            statement: try cursor.read(RegisterStatement.self),
            signature: try cursor.text("signature") { $0.byteValue(SignatureBytes.self) })
    }
}

extension WithdrawalOrder: MessageElement {
    static let shape = ElementShape(
        "withdrawalOrder",
        ["psdKey", "id", "nonce", "statementCounter", "removed", "epoch", "time", "newestStanding", "signature"])

    func writeContent(to writer: inout XMLWriter) {
        writer.leaf("psdKey", psdKey)
        writer.leaf("id", id)
        writer.leaf("nonce", nonce)
        writer.leaf("statementCounter", number: statementCounter)
        writer.leaf("removed", removed)
        writer.leaf("epoch", number: epoch)
        writer.leaf("time", time)
        writer.write(standing)
        writer.leaf("signature", signature)
    }

    init(contentOf cursor: XMLCursor) throws(DutyFailure) {
        self.init(
            psdKey: try cursor.text("psdKey") { $0.deviceKey },
            id: try cursor.text("id") { $0.byteValue(OperationID.self) },
            nonce: try cursor.text("nonce") { $0.byteValue(Nonce.self) },
            statementCounter: try cursor.text("statementCounter") { $0.number(0...UInt64.max) },
            removed: try cursor.text("removed") { $0.amount(from: 0) },
            epoch: try cursor.text("epoch") { $0.number(0...UInt64.max) },
            time: try cursor.text("time") { $0.moment },
            standing: try cursor.newestStanding(),
            signature: try cursor.text("signature") { $0.byteValue(SignatureBytes.self) })
    }
}

extension WithdrawalConfirmation: MessageElement {
    static let shape = ElementShape("withdrawalConfirmation", ["id", "statement", "signature"])

    func writeContent(to writer: inout XMLWriter) {
        writer.leaf("id", id)
        writer.write(statement)
        writer.leaf("signature", signature)
    }

    init(contentOf cursor: XMLCursor) throws(DutyFailure) {
        self.init(
            id: try cursor.text("id") { $0.byteValue(OperationID.self) },
            statement: try cursor.read(RegisterStatement.self),
            signature: try cursor.text("signature") { $0.byteValue(SignatureBytes.self) })
    }
}
