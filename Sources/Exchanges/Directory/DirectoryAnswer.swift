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

extension DirectoryAnswer: Described {
    @usableFromInline package static let element: StaticString = "directoryAnswer"
    @usableFromInline package static var meaning: String {
        "Directory and tokens, and whether an operator asks for an audit."
    }
    /// The most tokens of one answer.
    @usableFromInline package static let tokensMaximum = 16

    @inlinable package static func visit<V: Visitor>(_ value: Self?, _ v: inout V) throws(V.Refusal) -> Self {
        DirectoryAnswer(
            directory: try v.element(value?.directory),
            tokens: try v.list("tokens", value?.tokens, 0...tokensMaximum, "one a service"),
            auditWanted: try v.field("auditWanted", value?.auditWanted, "whether an operator asks for an audit now"))
    }
}

/// Asks the distributor for directory and tokens.
public struct DirectoryRequest: Hashable, Sendable, Codable {
    /// The key that the machine wants to speak for.
    public let psdKey: PSDKeyID

    /// A request for this key.
    public init(psdKey: PSDKeyID) { self.psdKey = psdKey }
}

extension DirectoryRequest: Described {
    @usableFromInline package static let element: StaticString = "directoryRequest"
    @usableFromInline package static var meaning: String { "Asks for directory and tokens." }

    @inlinable package static func visit<V: Visitor>(_ value: Self?, _ v: inout V) throws(V.Refusal) -> Self {
        DirectoryRequest(psdKey: try v.field("psdKey", value?.psdKey, "the key that the machine wants to speak for"))
    }
}
