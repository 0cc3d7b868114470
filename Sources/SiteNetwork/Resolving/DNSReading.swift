/// What an answer says about a name's addresses.
enum DNSReading: Equatable {
    /// These addresses, as bytes, for so many seconds.
    case addresses([[UInt8]], seconds: UInt32)
    /// There is no such name, for so many seconds.
    case nameUnknown(seconds: UInt32)
    /// The name is there and has no such address, for so many seconds.
    case noAddress(seconds: UInt32)

    /// Most names on the way from alias to alias; real ones need three or four.
    static let mostAliases = 16

    /// Reads an answer whose code is NOERROR or NXDOMAIN.
    init(_ message: DNSMessage, to question: DNSQuestion) {
        var name = question.name
        var seconds = UInt32.max
        // An alias met twice would be met for ever; the bound ends it.
        for _ in 0..<Self.mostAliases {
            let own = message.answers.filter { $0.name == name }
            let found = own.filter { $0.type == question.type }
            let addresses = found.compactMap { record -> [UInt8]? in
                guard case .address(let bytes) = record.value else { return nil }
                return bytes
            }
            if !addresses.isEmpty {
                self = .addresses(addresses, seconds: found.reduce(seconds) { min($0, $1.keepSeconds) })
                return
            }
            guard let alias = own.first(where: { $0.type == .cname }), case .alias(let next) = alias.value else {
                break
            }
            seconds = min(seconds, alias.keepSeconds)
            name = next
        }
        let negative = min(seconds, Self.negativeSeconds(message))
        self = message.code == .nameUnknown ? .nameUnknown(seconds: negative) : .noAddress(seconds: negative)
    }

    /// How long a “no” holds (RFC 2308, section 5); without the zone's word for it, not at all.
    private static func negativeSeconds(_ message: DNSMessage) -> UInt32 {
        message.authorities.lazy.compactMap { record -> UInt32? in
            guard case .authority(_, let seconds) = record.value else { return nil }
            return min(seconds, record.keepSeconds)
        }.first ?? 0
    }
}
