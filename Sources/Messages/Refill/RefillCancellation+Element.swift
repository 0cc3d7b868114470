import DutyModel

extension RefillCancellation: MessageElement {
    static let shape = ElementShape("refillCancellation", RefillRequest.shape.children)

    func writeContent(to writer: inout XMLWriter) {
        writer.write(operation)
        writer.leaf("nonce", nonce)
        writer.write(statement)
        writer.leaf("signature", signature)
    }

    init(contentOf cursor: XMLCursor) throws(DutyFailure) {
        let request = try RefillRequest(contentOf: cursor)
        self.init(
            operation: request.operation, nonce: request.nonce, statement: request.statement,
            signature: request.signature)
    }
}

extension GrantReport: MessageElement {
    static let shape = ElementShape("grantReport", ["psdKey", "grants"])
    private static let grantList = ElementShape("grants", ["answer"])

    func writeContent(to writer: inout XMLWriter) {
        writer.leaf("psdKey", psdKey)
        writer.write(grants, in: "grants")
    }

    init(contentOf cursor: XMLCursor) throws(DutyFailure) {
        self.init(
            psdKey: try cursor.text("psdKey") { $0.deviceKey },
            grants: try cursor.list(Self.grantList, of: RefillAnswer.self, count: 1...MessageSchema.grantsPerReport))
    }
}
