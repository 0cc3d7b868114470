import DutyModel

extension SpoilDeclaration: MessageElement {
    static let shape = ElementShape("spoilDeclaration", ["psdKey", "counter", "value", "time", "signature"])

    func writeContent(to writer: inout XMLWriter) {
        writer.leaf("psdKey", psdKey)
        writer.leaf("counter", number: counter)
        writer.leaf("value", value)
        writer.leaf("time", time)
        writer.leaf("signature", signature)
    }

    init(contentOf cursor: XMLCursor) throws(DutyFailure) {
        self.init(
            psdKey: try cursor.text("psdKey") { $0.deviceKey },
            counter: try cursor.text("counter") { $0.number(1...UInt32.max) },
            value: try cursor.text("value") { $0.amount(from: 1) },
            time: try cursor.text("time") { $0.moment },
            signature: try cursor.text("signature") { $0.byteValue(SignatureBytes.self) })
    }
}
