import DutyModel

extension RefillRequest: MessageElement {
    static let shape = ElementShape("refillRequest", ["operation", "nonce", "statement", "signature"])

    func writeContent(to writer: inout XMLWriter) {
        writer.write(operation)
        writer.leaf("nonce", nonce)
        writer.write(statement)
        writer.leaf("signature", signature)
    }

    init(contentOf cursor: XMLCursor) throws(DutyFailure) {
        self.init(
            operation: try cursor.read(RefillOperation.self),
            nonce: try cursor.text("nonce") { $0.byteValue(Nonce.self) },
            statement: try cursor.read(RegisterStatement.self),
            signature: try cursor.text("signature") { $0.byteValue(SignatureBytes.self) })
    }
}

extension RefillOperation: MessageElement {
    static let shape = ElementShape("operation", ["psdKey", "id", "sequence", "attempt", "amount"])

    func writeContent(to writer: inout XMLWriter) {
        writer.leaf("psdKey", psdKey)
        writer.leaf("id", id)
        writer.leaf("sequence", number: sequence)
        writer.leaf("attempt", number: attempt)
        writer.leaf("amount", amount)
    }

    init(contentOf cursor: XMLCursor) throws(DutyFailure) {
        self.init(
            psdKey: try cursor.text("psdKey") { $0.deviceKey },
            id: try cursor.text("id") { $0.byteValue(OperationID.self) },
            sequence: try cursor.text("sequence") { $0.number(1...UInt64.max) },
            attempt: try cursor.text("attempt") { $0.number(1...UInt32.max) },
            amount: try cursor.text("amount") { $0.amount(from: 1) })
    }
}

extension EnvelopedRefillAnswer: MessageElement {
    static let shape = ElementShape("refillAnswer", ["answer", "answerEnvelope"])

    func writeContent(to writer: inout XMLWriter) {
        writer.write(answer)
        writer.write(envelope)
    }

    init(contentOf cursor: XMLCursor) throws(DutyFailure) {
        self.init(answer: try cursor.read(RefillAnswer.self), envelope: try cursor.read(AnswerEnvelope.self))
    }
}

extension RefillAnswer: MessageElement {
    static let shape = ElementShape("answer", ["operation", "granted", "refused", "cancelled", "signature"])

    func writeContent(to writer: inout XMLWriter) {
        writer.write(operation)
        decision.write(to: &writer)
        writer.leaf("signature", signature)
    }

    init(contentOf cursor: XMLCursor) throws(DutyFailure) {
        self.init(
            operation: try cursor.read(RefillOperation.self),
            decision: try RefillDecision(at: cursor),
            signature: try cursor.text("signature") { $0.byteValue(SignatureBytes.self) })
    }
}

extension AnswerEnvelope: MessageElement {
    static let shape = ElementShape(
        "answerEnvelope", ["answerHash", "nonce", "epoch", "time", "newestStanding", "signature"])

    func writeContent(to writer: inout XMLWriter) {
        writer.leaf("answerHash", answerHash)
        writer.leaf("nonce", nonce)
        writer.leaf("epoch", number: epoch)
        writer.leaf("time", time)
        writer.write(standing)
        writer.leaf("signature", signature)
    }

    init(contentOf cursor: XMLCursor) throws(DutyFailure) {
        self.init(
            answerHash: try cursor.text("answerHash") { $0.byteValue(ContentHash.self) },
            nonce: try cursor.text("nonce") { $0.byteValue(Nonce.self) },
            epoch: try cursor.text("epoch") { $0.number(0...UInt64.max) },
            time: try cursor.text("time") { $0.moment },
            standing: try cursor.newestStanding(),
            signature: try cursor.text("signature") { $0.byteValue(SignatureBytes.self) })
    }
}
