import DutyModel

extension LicenceReport: MessageElement {
    static let shape = ElementShape(
        "licenceReport", ["authorisation", "signature", "auditRequest", "answer", "firstRecords"])
    private static let recordList = ElementShape("firstRecords", ["record"])

    func writeContent(to writer: inout XMLWriter) {
        writer.write(authorisation)
        writer.leaf("signature", signature)
        writer.write(question)
        if let firstGrant { writer.write(firstGrant) }
        writer.write(firstRecords, in: "firstRecords")
    }

    init(contentOf cursor: XMLCursor) throws(DutyFailure) {
        self.init(
            authorisation: try cursor.read(Authorisation.self),
            signature: try cursor.text("signature") { $0.byteValue(SignatureBytes.self) },
            question: try cursor.read(AuditRequest.self),
            firstGrant: cursor.isAt("answer") ? try cursor.read(RefillAnswer.self) : nil,
            firstRecords: try cursor.list(
                Self.recordList, of: SignedUsageRecord.self, count: 0...LicenceReport.recordsMaximum))
    }
}
