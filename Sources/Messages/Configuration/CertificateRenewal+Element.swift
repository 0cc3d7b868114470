import DutyModel

extension CertificateRenewal: MessageElement {
    static let shape = ElementShape(
        "certificateRenewal", ["psdKey", "certificateHash", "publicKey", "time", "signature"])

    func writeContent(to writer: inout XMLWriter) {
        writer.leaf("psdKey", psdKey)
        writer.leaf("certificateHash", certificate)
        writer.leaf("publicKey", hexadecimal: publicKey)
        writer.leaf("time", time)
        writer.leaf("signature", signature)
    }

    init(contentOf cursor: XMLCursor) throws(DutyFailure) {
        self.init(
            psdKey: try cursor.text("psdKey") { $0.deviceKey },
            certificate: try cursor.text("certificateHash") { $0.byteValue(ContentHash.self) },
            publicKey: try cursor.text("publicKey") {
                $0.hexadecimal(CertificateRenewal.publicKeyBytes...CertificateRenewal.publicKeyBytes)
            },
            time: try cursor.text("time") { $0.moment },
            signature: try cursor.text("signature") { $0.byteValue(SignatureBytes.self) })
    }
}

extension MachineCertificate: MessageElement {
    static let shape = ElementShape("machineCertificate", ["certificate", "expiresAt", "deviceCertificate"])

    func writeContent(to writer: inout XMLWriter) {
        writer.leaf("certificate", hexadecimal: certificate)
        writer.leaf("expiresAt", expiresAt)
        if let deviceCertificate { writer.leaf("deviceCertificate", hexadecimal: deviceCertificate) }
    }

    init(contentOf cursor: XMLCursor) throws(DutyFailure) {
        self.init(
            certificate: try cursor.text("certificate") { $0.hexadecimal(1...MessageSchema.certificateBytes) },
            expiresAt: try cursor.text("expiresAt") { $0.moment },
            deviceCertificate: cursor.isAt("deviceCertificate")
                ? try cursor.text("deviceCertificate") { $0.hexadecimal(1...MessageSchema.certificateBytes) } : nil)
    }
}
