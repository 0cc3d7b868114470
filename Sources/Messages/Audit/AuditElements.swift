import DutyModel

extension AuditRequest: MessageElement {
    static let shape = ElementShape("auditRequest", ["id", "nonce", "statement", "unsentCount", "root", "signature"])

    func writeContent(to writer: inout XMLWriter) {
        writer.leaf("id", id)
        writer.leaf("nonce", nonce)
        writer.write(statement)
        writer.leaf("unsentCount", number: unsentCount)
        if let root { writer.leaf("root", root) }
        writer.leaf("signature", signature)
    }

    init(contentOf cursor: XMLCursor) throws(DutyFailure) {
        self.init(
            id: try cursor.text("id") { $0.byteValue(OperationID.self) },
            nonce: try cursor.text("nonce") { $0.byteValue(Nonce.self) },
            statement: try cursor.read(RegisterStatement.self),
            unsentCount: try cursor.text("unsentCount") { $0.number(0...UInt32.max) },
            root: cursor.isAt("root") ? try cursor.text("root") { $0.byteValue(ContentHash.self) } : nil,
            signature: try cursor.text("signature") { $0.byteValue(SignatureBytes.self) })
    }
}

extension AuditVerdict: MessageElement {
    static let shape = ElementShape(
        "auditVerdict",
        [
            "psdKey", "id", "nonce", "statementCounter", "differences", "inspectionDue", "epoch", "time",
            "newestStanding", "signature",
        ])
    private static let differenceList = ElementShape("differences", ["difference"])

    func writeContent(to writer: inout XMLWriter) {
        writer.leaf("psdKey", psdKey)
        writer.leaf("id", id)
        writer.leaf("nonce", nonce)
        writer.leaf("statementCounter", number: statementCounter)
        writer.open("differences")
        for difference in differences { writer.leaf("difference", text: difference.rawValue) }
        writer.close("differences")
        writer.leaf("inspectionDue", inspectionDue)
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
            differences: try Self.differences(at: cursor),
            inspectionDue: try cursor.text("inspectionDue") { $0.moment },
            epoch: try cursor.text("epoch") { $0.number(0...UInt64.max) },
            time: try cursor.text("time") { $0.moment },
            standing: try cursor.newestStanding(),
            signature: try cursor.text("signature") { $0.byteValue(SignatureBytes.self) })
    }

    // Each difference once, in the order in which the service names them.
    private static func differences(at cursor: XMLCursor) throws(DutyFailure) -> [AuditDifference] {
        try cursor.inside(differenceList) { cursor throws(DutyFailure) in
            var differences: [AuditDifference] = []
            while cursor.isAt("difference") {
                let difference = try cursor.text("difference") { AuditDifference(rawValue: $0.string) }
                guard !differences.contains(difference) else {
                    throw DutyFailure(.xmlElementDoubled, "The difference \(difference.rawValue) stands twice.")
                }
                differences.append(difference)
            }
            return differences
        }
    }
}
