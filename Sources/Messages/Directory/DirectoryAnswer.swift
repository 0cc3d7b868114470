import DutyModel

/// What the distributor answers to an authenticated machine.
public struct DirectoryAnswer: Hashable, Sendable {
    /// Where the services are.
    public let directory: ServiceDirectory
    /// The rights to speak to them, one a service.
    public let tokens: [AccessToken]
    /// Whether an operator asks the device for an audit now.
    public let auditWanted: Bool

    /// An answer with this content.
    public init(directory: ServiceDirectory, tokens: [AccessToken], auditWanted: Bool) {
        self.directory = directory
        self.tokens = tokens
        self.auditWanted = auditWanted
    }
}

extension DirectoryAnswer: MessageElement {
    static let shape = ElementShape("directoryAnswer", ["directory", "tokens", "auditWanted"])
    private static let tokenList = ElementShape("tokens", ["token"])

    func writeContent(to writer: inout XMLWriter) {
        writer.write(directory)
        writer.write(tokens, in: "tokens")
        writer.leaf("auditWanted", auditWanted)
    }

    init(contentOf cursor: XMLCursor) throws(DutyFailure) {
        directory = try cursor.read(ServiceDirectory.self)
        tokens = try cursor.list(Self.tokenList, of: AccessToken.self, count: 0...MessageSchema.tokensPerAnswer)
        auditWanted = try cursor.text("auditWanted") { $0.truth }
    }
}

/// The body that asks for the directory.
struct DirectoryRequest: MessageElement {
    static let shape = ElementShape("directoryRequest", ["psdKey"])
    let psdKey: PSDKeyID

    init(psdKey: PSDKeyID) { self.psdKey = psdKey }

    func writeContent(to writer: inout XMLWriter) { writer.leaf("psdKey", psdKey) }

    init(contentOf cursor: XMLCursor) throws(DutyFailure) { psdKey = try cursor.text("psdKey") { $0.deviceKey } }
}
