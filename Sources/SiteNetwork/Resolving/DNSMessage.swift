/// A kind of record.
package struct DNSType: RawRepresentable, Hashable, Sendable {
    package let rawValue: UInt16
    package init(rawValue: UInt16) { self.rawValue = rawValue }

    /// An IPv4 address.
    package static let a = DNSType(rawValue: 1)
    /// Another name for a name.
    package static let cname = DNSType(rawValue: 5)
    /// Who is responsible for a zone, and how long a “no” holds.
    package static let soa = DNSType(rawValue: 6)
    /// Free text.
    package static let txt = DNSType(rawValue: 16)
    /// A zone's public key (RFC 4034).
    package static let key = DNSType(rawValue: 48)
    /// An IPv6 address.
    package static let aaaa = DNSType(rawValue: 28)
    /// The pseudo record of EDNS (RFC 6891).
    static let opt = DNSType(rawValue: 41)
}

/// What is asked: the records of a kind that a name has, of the class “Internet”.
package struct DNSQuestion: Hashable, Sendable {
    package let name: DNSName
    package let type: DNSType

    package init(name: DNSName, type: DNSType) {
        self.name = name
        self.type = type
    }
}

/// One record of an answer.
package struct DNSRecord: Hashable, Sendable {
    /// What a record says.
    package enum Value: Hashable, Sendable {
        /// The bytes of an address, four or sixteen.
        case address([UInt8])
        /// The name that stands for this one.
        case alias(DNSName)
        /// Texts as bytes; nothing says that they are UTF-8.
        case text([[UInt8]])
        /// The zone's start, and how long a “no” may be kept, in seconds (RFC 2308).
        case authority(primary: DNSName, negativeSeconds: UInt32)
        /// Another kind; its bytes.
        case other([UInt8])
    }

    package let name: DNSName
    package let type: DNSType
    /// How long the record may be kept, in seconds.
    package let keepSeconds: UInt32
    package let value: Value
}

/// An extended error (RFC 8914): why a server gave this answer; 15 to 18 say that a name is filtered.
package struct DNSExtendedError: Hashable, Sendable {
    /// The number in IANA's registry.
    package let code: UInt16
    /// The server's own words; they are a stranger's.
    package let text: String
}

/// A whole DNS message (RFC 1035, section 4).
package struct DNSMessage: Hashable, Sendable {
    /// The code of an answer (RCODE), extended by EDNS to twelve bits.
    package struct Code: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
        package let rawValue: UInt16
        package init(rawValue: UInt16) { self.rawValue = rawValue }

        package static let noError = Code(rawValue: 0)
        package static let formatError = Code(rawValue: 1)
        package static let serverFailure = Code(rawValue: 2)
        package static let nameUnknown = Code(rawValue: 3)
        package static let notImplemented = Code(rawValue: 4)
        package static let refused = Code(rawValue: 5)

        /// The name that the standards give it, or its number.
        package var description: String {
            switch self {
            case .noError: "NOERROR"
            case .formatError: "FORMERR"
            case .serverFailure: "SERVFAIL"
            case .nameUnknown: "NXDOMAIN"
            case .notImplemented: "NOTIMP"
            case .refused: "REFUSED"
            default: "RCODE \(rawValue)"
            }
        }
    }

    package var id: UInt16
    package var isResponse: Bool
    package var isAuthoritative: Bool
    /// Whether records were left out because the datagram has no room for them.
    package var isTruncated: Bool
    package var canRecurse: Bool
    package var code: Code
    package var questions: [DNSQuestion]
    package var answers: [DNSRecord]
    package var authorities: [DNSRecord]
    package var additionals: [DNSRecord]
    /// The largest datagram that the sender takes, in bytes; nil where it does not speak EDNS.
    package var datagramBytes: UInt16?
    package var extendedErrors: [DNSExtendedError]
    /// Its bytes on the wire.
    package var length: Int
}
