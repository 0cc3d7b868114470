import DutyModel

extension ConfigurationRequest: MessageElement {
    static let shape = ElementShape("configurationRequest", ["publicKey", "nonce", "statement", "signature"])

    func writeContent(to writer: inout XMLWriter) {
        writer.leaf("publicKey", publicKey)
        writer.leaf("nonce", nonce)
        writer.write(statement)
        writer.leaf("signature", signature)
    }

    init(contentOf cursor: XMLCursor) throws(DutyFailure) {
        self.init(
            publicKey: try cursor.text("publicKey") { $0.byteValue(PublicKeyBytes.self) },
            nonce: try cursor.text("nonce") { $0.byteValue(Nonce.self) },
            statement: try cursor.read(RegisterStatement.self),
            signature: try cursor.text("signature") { $0.byteValue(SignatureBytes.self) })
    }
}

extension DeviceConfiguration: MessageElement {
    static let shape = ElementShape(
        "deviceConfiguration", ["authorisation", "signature", "certificate", "replaces"])

    func writeContent(to writer: inout XMLWriter) {
        writer.write(authorisation)
        writer.leaf("signature", signature)
        writer.leaf("certificate", hexadecimal: certificate)
        if let replaces { writer.leaf("replaces", replaces) }
    }

    init(contentOf cursor: XMLCursor) throws(DutyFailure) {
        self.init(
            authorisation: try cursor.read(Authorisation.self),
            signature: try cursor.text("signature") { $0.byteValue(SignatureBytes.self) },
            certificate: try cursor.text("certificate") { $0.hexadecimal(1...MessageSchema.certificateBytes) },
            replaces: cursor.isAt("replaces") ? try cursor.text("replaces") { $0.deviceKey } : nil)
    }
}
