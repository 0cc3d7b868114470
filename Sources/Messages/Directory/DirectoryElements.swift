import DutyModel

extension ServiceDirectory: MessageElement {
    static let shape = ElementShape("directory", ["version", "issuedAt", "expiresAt", "services", "signature"])
    private static let serviceList = ElementShape("services", ["service"])

    func writeContent(to writer: inout XMLWriter) {
        writer.leaf("version", number: version)
        writer.leaf("issuedAt", issuedAt)
        writer.leaf("expiresAt", expiresAt)
        writer.write(services, in: "services")
        writer.leaf("signature", signature)
    }

    init(contentOf cursor: XMLCursor) throws(DutyFailure) {
        self.init(
            version: try cursor.text("version") { $0.number(0...UInt64.max) },
            issuedAt: try cursor.text("issuedAt") { $0.moment },
            expiresAt: try cursor.text("expiresAt") { $0.moment },
            services: try cursor.list(
                Self.serviceList, of: ServiceLocation.self, count: 0...MessageSchema.servicesPerDirectory),
            signature: try cursor.text("signature") { $0.byteValue(SignatureBytes.self) })
    }
}

extension ServiceLocation: MessageElement {
    static let shape = ElementShape("service", ["name", "host", "port", "path"])

    func writeContent(to writer: inout XMLWriter) {
        writer.leaf("name", text: service.rawValue)
        writer.leaf("host", text: host)
        writer.leaf("port", number: port)
        writer.leaf("path", text: path)
    }

    init(contentOf cursor: XMLCursor) throws(DutyFailure) {
        self.init(
            service: try cursor.text("name") { ServiceName(rawValue: $0.string) },
            host: try cursor.text("host") { $0.string(of: 1...253, where: Self.mayStandInHost) },
            port: try cursor.text("port") { $0.number(1...UInt16.max) },
            path: try cursor.text("path") { text in
                text.string(of: 1...256, where: Self.mayStandInPath).flatMap { $0.hasPrefix("/") ? $0 : nil }
            })
    }

    // Letters, digits, hyphen, dot, low line; the colon of an IPv6 address.
    private static func mayStandInHost(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x3A, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
        default: false
        }
    }

    // The characters of a path without query (RFC 3986, 3.3).
    private static func mayStandInPath(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x21, 0x24...0x3B, 0x3D, 0x40...0x5A, 0x5F, 0x61...0x7A, 0x7E: true
        default: false
        }
    }
}

extension AccessToken: MessageElement {
    static let shape = ElementShape(
        "token", ["machine", "psdKey", "audience", "issuedAt", "expiresAt", "certificateHash", "signature"])

    func writeContent(to writer: inout XMLWriter) {
        writer.leaf("machine", text: machine.text)
        writer.leaf("psdKey", psdKey)
        writer.leaf("audience", text: audience.rawValue)
        writer.leaf("issuedAt", issuedAt)
        writer.leaf("expiresAt", expiresAt)
        writer.leaf("certificateHash", certificateHash)
        writer.leaf("signature", signature)
    }

    init(contentOf cursor: XMLCursor) throws(DutyFailure) {
        self.init(
            machine: try cursor.text("machine") { try? MachineSerial($0.string) },
            psdKey: try cursor.text("psdKey") { $0.deviceKey },
            audience: try cursor.text("audience") { ServiceName(rawValue: $0.string) },
            issuedAt: try cursor.text("issuedAt") { $0.moment },
            expiresAt: try cursor.text("expiresAt") { $0.moment },
            certificateHash: try cursor.text("certificateHash") { $0.byteValue(ContentHash.self) },
            signature: try cursor.text("signature") { $0.byteValue(SignatureBytes.self) })
    }
}
