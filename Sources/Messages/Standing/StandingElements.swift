import DutyModel

extension DeviceStanding: MessageElement {
    static let shape = ElementShape("standing", ["psdKey", "epoch", "count", "state", "reason", "time", "signature"])

    func writeContent(to writer: inout XMLWriter) {
        writer.leaf("psdKey", psdKey)
        writer.leaf("epoch", number: number.epoch)
        writer.leaf("count", number: number.count)
        writer.leaf("state", text: state.rawValue)
        if let reason { writer.leaf("reason", text: reason.rawValue) }
        writer.leaf("time", time)
        writer.leaf("signature", signature)
    }

    init(contentOf cursor: XMLCursor) throws(DutyFailure) {
        self.init(
            psdKey: try cursor.text("psdKey") { $0.deviceKey },
            number: try cursor.standingNumber(),
            state: try cursor.text("state") { State(rawValue: $0.string) },
            reason: cursor.isAt("reason") ? try cursor.text("reason") { FailureCode(rawValue: $0.string) } : nil,
            time: try cursor.text("time") { $0.moment },
            signature: try cursor.text("signature") { $0.byteValue(SignatureBytes.self) })
    }
}

extension NamedStanding: MessageElement {
    static let shape = ElementShape("newestStanding", ["epoch", "count", "hash"])

    func writeContent(to writer: inout XMLWriter) {
        writer.leaf("epoch", number: number.epoch)
        writer.leaf("count", number: number.count)
        writer.leaf("hash", hash)
    }

    init(contentOf cursor: XMLCursor) throws(DutyFailure) {
        self.init(
            number: try cursor.standingNumber(),
            hash: try cursor.text("hash") { $0.byteValue(ContentHash.self) })
    }
}

extension XMLCursor {
    fileprivate func standingNumber() throws(DutyFailure) -> StandingNumber {
        StandingNumber(
            epoch: try text("epoch") { $0.number(0...UInt64.max) },
            count: try text("count") { $0.number(1...UInt64.max) })
    }

    /// Reads the standing that an answer names, where one stands here.
    func newestStanding() throws(DutyFailure) -> NamedStanding? {
        isAt("newestStanding") ? try read(NamedStanding.self) : nil
    }
}

extension XMLWriter {
    /// Writes the standing that an answer names, where it names one.
    mutating func write(_ standing: NamedStanding?) {
        if let standing { write(standing) }
    }
}
