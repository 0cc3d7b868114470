import DutyModel

extension UsageBatch: MessageElement {
    static let shape = ElementShape("usageBatch", ["psdKey", "hash", "records"])
    private static let recordList = ElementShape("records", ["record"])

    func writeContent(to writer: inout XMLWriter) {
        writer.leaf("psdKey", psdKey)
        writer.leaf("hash", hash)
        writer.write(records, in: "records")
    }

    init(contentOf cursor: XMLCursor) throws(DutyFailure) {
        let psdKey = try cursor.text("psdKey") { $0.deviceKey }
        let hash = try cursor.text("hash") { $0.byteValue(ContentHash.self) }
        let records = try cursor.list(
            Self.recordList, of: SignedUsageRecord.self, count: 1...MessageSchema.recordsPerBatch)
        self.init(psdKey: psdKey, records: records, hash: hash)
    }
}

extension SignedUsageRecord: MessageElement {
    static let shape = ElementShape("record", ["stamp", "ascending", "descending", "previous", "signature"])

    func writeContent(to writer: inout XMLWriter) {
        writer.write(record.stamp)
        writer.leaf("ascending", record.registers.ascending)
        writer.leaf("descending", record.registers.descending)
        writer.leaf("previous", record.previous)
        writer.leaf("signature", signature)
    }

    init(contentOf cursor: XMLCursor) throws(DutyFailure) {
        let record = UsageRecord(
            stamp: try cursor.read(SignedStamp.self),
            registers: try cursor.registers(),
            previous: try cursor.text("previous") { $0.byteValue(ContentHash.self) })
        self.init(record: record, signature: try cursor.text("signature") { $0.byteValue(SignatureBytes.self) })
    }
}

extension SignedStamp: MessageElement {
    static let shape = ElementShape(
        "stamp", ["psdKey", "counter", "value", "time", "state", "article", "signature"])

    func writeContent(to writer: inout XMLWriter) {
        writer.leaf("psdKey", record.psdKey)
        writer.leaf("counter", number: record.counter)
        writer.leaf("value", record.value)
        writer.leaf("time", record.time)
        writer.leaf("state", plain: record.state.letters)
        writer.leaf("article", plain: record.article.text)
        writer.leaf("signature", signature)
    }

    init(contentOf cursor: XMLCursor) throws(DutyFailure) {
        let record = StampRecord(
            psdKey: try cursor.text("psdKey") { $0.deviceKey },
            counter: try cursor.text("counter") { $0.number(1...UInt32.max) },
            value: try cursor.text("value") { $0.amount(from: 1) },
            time: try cursor.text("time") { $0.stampMoment },
            state: try cursor.text("state") { try? StateCode($0.string) },
            article: try cursor.text("article") { try? Article($0.string) })
        self.init(record: record, signature: try cursor.text("signature") { $0.byteValue(SignatureBytes.self) })
    }
}

extension UsageReceipt: MessageElement {
    static let shape = ElementShape(
        "usageReceipt", ["psdKey", "durableThrough", "batchHash", "time", "newestStanding", "signature"])

    func writeContent(to writer: inout XMLWriter) {
        writer.leaf("psdKey", psdKey)
        writer.leaf("durableThrough", number: durableThrough)
        writer.leaf("batchHash", batchHash)
        writer.leaf("time", time)
        writer.write(standing)
        writer.leaf("signature", signature)
    }

    init(contentOf cursor: XMLCursor) throws(DutyFailure) {
        self.init(
            psdKey: try cursor.text("psdKey") { $0.deviceKey },
            durableThrough: try cursor.text("durableThrough") { $0.number(0...UInt32.max) },
            batchHash: try cursor.text("batchHash") { $0.byteValue(ContentHash.self) },
            time: try cursor.text("time") { $0.moment },
            standing: try cursor.newestStanding(),
            signature: try cursor.text("signature") { $0.byteValue(SignatureBytes.self) })
    }
}
