import DutyModel

extension RegisterStatement: MessageElement {
    static let shape = ElementShape(
        "statement",
        [
            "psdKey", "ascending", "descending", "itemCount", "appliedSequence", "lastGrant", "statementCounter",
            "chainHead", "time",
        ])

    func writeContent(to writer: inout XMLWriter) {
        writer.leaf("psdKey", psdKey)
        writer.leaf("ascending", registers.ascending)
        writer.leaf("descending", registers.descending)
        writer.leaf("itemCount", number: itemCount)
        writer.leaf("appliedSequence", number: appliedSequence)
        writer.leaf("lastGrant", lastGrant)
        writer.leaf("statementCounter", number: statementCounter)
        writer.leaf("chainHead", chainHead)
        writer.leaf("time", time)
    }

    init(contentOf cursor: XMLCursor) throws(DutyFailure) {
        self.init(
            psdKey: try cursor.text("psdKey") { $0.deviceKey },
            registers: try cursor.registers(),
            itemCount: try cursor.text("itemCount") { $0.number(0...UInt32.max) },
            appliedSequence: try cursor.text("appliedSequence") { $0.number(0...UInt64.max) },
            lastGrant: try cursor.text("lastGrant") { $0.byteValue(ContentHash.self) },
            statementCounter: try cursor.text("statementCounter") { $0.number(0...UInt64.max) },
            chainHead: try cursor.text("chainHead") { $0.byteValue(ContentHash.self) },
            time: try cursor.text("time") { $0.moment })
    }
}

extension XMLCursor {
    /// Reads both registers; neither is ever negative.
    func registers() throws(DutyFailure) -> Registers {
        Registers(
            ascending: try text("ascending") { $0.amount(from: 0) },
            descending: try text("descending") { $0.amount(from: 0) })
    }
}
