import DutyModel

extension EnrolmentOpening: MessageElement {
    static let shape = ElementShape("enrolmentOpening", ["invitation", "machineNonce"])

    func writeContent(to writer: inout XMLWriter) {
        writer.leaf("invitation", number: invitation)
        writer.leaf("machineNonce", machineNonce)
    }

    init(contentOf cursor: XMLCursor) throws(DutyFailure) {
        self.init(
            invitation: try cursor.text("invitation") { $0.number(0...UInt32.max) },
            machineNonce: try cursor.text("machineNonce") { $0.byteValue(Nonce.self) })
    }
}

extension EnrolmentOffer: MessageElement {
    static let shape = ElementShape(
        "enrolmentOffer",
        ["serviceNonce", "authority", "rootGeneration", "firstRootKey", "secondRootKey", "thirdRootKey"])
    private static let rootKeyNames: [StaticString] = ["firstRootKey", "secondRootKey", "thirdRootKey"]

    func writeContent(to writer: inout XMLWriter) {
        writer.leaf("serviceNonce", serviceNonce)
        writer.leaf("authority", hexadecimal: authority)
        writer.leaf("rootGeneration", number: rootGeneration)
        for (name, key) in zip(Self.rootKeyNames, rootKeys) { writer.leaf(name, key) }
    }

    init(contentOf cursor: XMLCursor) throws(DutyFailure) {
        let serviceNonce = try cursor.text("serviceNonce") { $0.byteValue(Nonce.self) }
        let authority = try cursor.text("authority") { $0.hexadecimal(1...MessageSchema.certificateBytes) }
        let rootGeneration = try cursor.text("rootGeneration") { $0.number(1...UInt64.max) }
        var rootKeys: [PublicKeyBytes] = []
        for name in Self.rootKeyNames {
            rootKeys.append(try cursor.text(name) { $0.byteValue(PublicKeyBytes.self) })
        }
        self.init(
            serviceNonce: serviceNonce, authority: authority, rootGeneration: rootGeneration, rootKeys: rootKeys)
    }
}

extension EnrolmentRequest: MessageElement {
    static let shape = ElementShape(
        "enrolmentRequest", ["invitation", "machineNonce", "serviceNonce", "psdPublicKey", "publicKey", "mac"])

    func writeContent(to writer: inout XMLWriter) {
        writer.leaf("invitation", number: invitation)
        writer.leaf("machineNonce", machineNonce)
        writer.leaf("serviceNonce", serviceNonce)
        writer.leaf("psdPublicKey", devicePublicKey)
        writer.leaf("publicKey", hexadecimal: machinePublicKey)
        writer.leaf("mac", mac)
    }

    init(contentOf cursor: XMLCursor) throws(DutyFailure) {
        self.init(
            invitation: try cursor.text("invitation") { $0.number(0...UInt32.max) },
            machineNonce: try cursor.text("machineNonce") { $0.byteValue(Nonce.self) },
            serviceNonce: try cursor.text("serviceNonce") { $0.byteValue(Nonce.self) },
            devicePublicKey: try cursor.text("psdPublicKey") { $0.byteValue(PublicKeyBytes.self) },
            machinePublicKey: try cursor.text("publicKey") {
                $0.hexadecimal(CertificateRenewal.publicKeyBytes...CertificateRenewal.publicKeyBytes)
            },
            mac: try cursor.text("mac") { $0.byteValue(ContentHash.self) })
    }
}

extension EnrolmentAnswer: MessageElement {
    static let shape = ElementShape(
        "enrolmentAnswer",
        [
            "machine", "psdKey", "certificate", "expiresAt", "distributorKey", "publisherKey", "stampPrefix",
            "demonstration", "mac",
        ])

    func writeContent(to writer: inout XMLWriter) {
        writer.leaf("machine", text: grant.machine.text)
        writer.leaf("psdKey", grant.psdKey)
        writer.leaf("certificate", hexadecimal: grant.certificate.certificate)
        writer.leaf("expiresAt", grant.certificate.expiresAt)
        writer.leaf("distributorKey", grant.distributorKey)
        writer.leaf("publisherKey", grant.publisherKey)
        writer.leaf("stampPrefix", text: grant.stampPrefix)
        writer.leaf("demonstration", grant.isDemonstration)
        writer.leaf("mac", mac)
    }

    init(contentOf cursor: XMLCursor) throws(DutyFailure) {
        let grant = EnrolmentGrant(
            machine: try cursor.text("machine") { try? MachineSerial($0.string) },
            psdKey: try cursor.text("psdKey") { $0.deviceKey },
            certificate: MachineCertificate(
                certificate: try cursor.text("certificate") { $0.hexadecimal(1...MessageSchema.certificateBytes) },
                expiresAt: try cursor.text("expiresAt") { $0.moment }),
            distributorKey: try cursor.text("distributorKey") { $0.byteValue(PublicKeyBytes.self) },
            publisherKey: try cursor.text("publisherKey") { $0.byteValue(PublicKeyBytes.self) },
            stampPrefix: try cursor.text("stampPrefix") {
                $0.string(of: 1...EnrolmentGrant.stampPrefixCharacters, where: Self.isOfPrefix)
            },
            isDemonstration: try cursor.text("demonstration") { $0.truth })
        self.init(grant: grant, mac: try cursor.text("mac") { $0.byteValue(ContentHash.self) })
    }

    private static func isOfPrefix(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A: true
        default: "$%*+-./:".utf8.contains(byte)
        }
    }
}
