import DutyModel

/// One HTTP request.
public struct SiteRequest: Hashable, Sendable {
    /// What is asked for.
    public enum Method: String, Hashable, Sendable {
        /// Fetches something.
        case get = "GET"
        /// Hands something in.
        case post = "POST"
    }

    /// One header field.
    public struct Field: Hashable, Sendable {
        /// The field's name, a token of RFC 9110.
        public let name: String
        /// The value, without line ends.
        public let value: String

        /// A field.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// What is asked for.
    public var method: Method
    /// The path and query, beginning with a slash, visible ASCII alone.
    public var path: String
    /// Fields beside `Host`, `Content-Length` and `Connection`, which the dialler writes.
    public var fields: [Field]
    /// The bytes to hand in.
    public var body: [UInt8]

    /// A request.
    public init(method: Method, path: String, fields: [Field] = [], body: [UInt8] = []) {
        self.method = method
        self.path = path
        self.fields = fields
        self.body = body
    }

    /// Throws `value_malformed` for what could not be one request on the wire.
    func check(_ limits: NetworkLimits) throws(PhaseFault) {
        guard path.hasPrefix("/"), path.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else {
            throw PhaseFault(.valueMalformed, .local, "The path of a request is not proper.")
        }
        for field in fields {
            let nameIsGood = !field.name.isEmpty && field.name.utf8.allSatisfy(Self.isTokenByte)
            let valueIsGood = field.value.utf8.allSatisfy { $0 == 9 || (0x20...0x7e).contains($0) }
            guard nameIsGood, valueIsGood, !Self.ownNames.contains(field.name.lowercased()) else {
                throw PhaseFault(.valueMalformed, .local, "The header field “\(field.name.prefix(40))” is not proper.")
            }
        }
        guard body.count <= limits.requestBodyBytes, method == .post || body.isEmpty else {
            throw PhaseFault(
                .valueMalformed, .local,
                "A request's body has \(body.count) bytes; at most \(limits.requestBodyBytes) are allowed.")
        }
    }

    private static let ownNames: Set = ["host", "content-length", "connection", "transfer-encoding"]

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}

/// The whole answer to a request.
public struct SiteAnswer: Sendable {
    /// The status, such as 200.
    public let status: UInt
    /// The header fields in their order.
    public let fields: [SiteRequest.Field]
    /// The body.
    public let body: [UInt8]
    /// How long each phase took.
    public let timings: PhaseTimings
    /// Whether a connection of an earlier request was used again.
    public let connectionWasWarm: Bool

    /// The value of the first field of this name, compared without regard to case.
    public func value(of name: String) -> String? {
        fields.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}
