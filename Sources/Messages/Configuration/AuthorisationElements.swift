import DutyModel

extension Authorisation: MessageElement {
    static let shape = ElementShape(
        "authorisation",
        [
            "psdKey", "psdPublicKey", "machine", "licence", "state", "customer", "limits", "fundsKey",
            "transactionsKey", "issuedAt", "demonstration",
        ])

    func writeContent(to writer: inout XMLWriter) {
        writer.leaf("psdKey", psdKey)
        writer.leaf("psdPublicKey", psdPublicKey)
        writer.leaf("machine", text: machine.text)
        writer.leaf("licence", text: licence.text)
        writer.leaf("state", text: state.letters)
        writer.leaf("customer", text: customer.text)
        writer.write(limits)
        writer.leaf("fundsKey", fundsKey)
        writer.leaf("transactionsKey", transactionsKey)
        writer.leaf("issuedAt", issuedAt)
        if let demonstration { writer.leaf("demonstration", demonstration) }
    }

    init(contentOf cursor: XMLCursor) throws(DutyFailure) {
        self.init(
            psdKey: try cursor.text("psdKey") { $0.deviceKey },
            psdPublicKey: try cursor.text("psdPublicKey") { $0.byteValue(PublicKeyBytes.self) },
            machine: try cursor.text("machine") { try? MachineSerial($0.string) },
            licence: try cursor.text("licence") { try? LicenceNumber($0.string) },
            state: try cursor.text("state") { try? StateCode($0.string) },
            customer: try cursor.text("customer") { try? CustomerAccount($0.string) },
            limits: try cursor.read(FrankingLimits.self),
            fundsKey: try cursor.text("fundsKey") { $0.byteValue(PublicKeyBytes.self) },
            transactionsKey: try cursor.text("transactionsKey") { $0.byteValue(PublicKeyBytes.self) },
            issuedAt: try cursor.text("issuedAt") { $0.moment },
            demonstration: cursor.isAt("demonstration") ? try cursor.text("demonstration") { $0.truth } : nil)
    }
}

extension FrankingLimits: MessageElement {
    static let shape = ElementShape(
        "limits",
        [
            "cap", "descendingMaximum", "inspectionWarnDays", "inspectionLockDays", "uploadLockDays",
            "uploadGraceDays", "impressionsPerInspection", "valuePerInspection",
        ])

    func writeContent(to writer: inout XMLWriter) {
        writer.leaf("cap", cap)
        writer.leaf("descendingMaximum", descendingMaximum)
        writer.leaf("inspectionWarnDays", days: inspectionWarnDays)
        writer.leaf("inspectionLockDays", days: inspectionLockDays)
        writer.leaf("uploadLockDays", days: uploadLockDays)
        writer.leaf("uploadGraceDays", days: uploadGraceDays)
        writer.leaf("impressionsPerInspection", number: impressionsPerInspection)
        writer.leaf("valuePerInspection", valuePerInspection)
    }

    init(contentOf cursor: XMLCursor) throws(DutyFailure) {
        self.init(
            cap: try cursor.text("cap") { $0.amount(from: 0) },
            descendingMaximum: try cursor.text("descendingMaximum") { $0.amount(from: 0) },
            inspectionWarnDays: try cursor.text("inspectionWarnDays") { $0.days },
            inspectionLockDays: try cursor.text("inspectionLockDays") { $0.days },
            uploadLockDays: try cursor.text("uploadLockDays") { $0.days },
            uploadGraceDays: try cursor.text("uploadGraceDays") { $0.days },
            impressionsPerInspection: try cursor.text("impressionsPerInspection") { $0.number(0...UInt64.max) },
            valuePerInspection: try cursor.text("valuePerInspection") { $0.amount(from: 0) })
    }
}
