/// Why bytes are no DNS message.
struct DNSFormatFault: Error, Hashable {
    /// What is wrong, in a few words.
    let words: String

    init(_ words: String) { self.words = words }
}

/// Reads a DNS message strictly, in time and memory that its length bounds.
///
/// Each byte belongs to something, and nothing stands behind the end. A pointer of a compressed name leads to an
/// earlier place only, so that no loop is possible; how many pointers a name may follow, and how many records a
/// message may have, is bounded as well.
struct DNSDecoder {
    /// Most bytes of a message: what the length before it can say over TCP (RFC 1035, section 4.2.2).
    static let longestMessage = 65_535
    /// Most records in all; a name of the guide has a few, and a text of 64 KB is a few more.
    static let mostRecords = 1_000
    /// Most pointers that one name may follow; servers need one or two.
    static let mostPointers = 32

    private let bytes: [UInt8]
    private var place = 0

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The message that these bytes are, all of them.
    static func message(_ bytes: [UInt8]) throws(DNSFormatFault) -> DNSMessage {
        guard bytes.count <= longestMessage else { throw DNSFormatFault("it has more than \(longestMessage) bytes") }
        var decoder = DNSDecoder(bytes)
        let message = try decoder.message()
        guard decoder.place == bytes.count else { throw DNSFormatFault("bytes follow its end") }
        return message
    }

    private mutating func message() throws(DNSFormatFault) -> DNSMessage {
        let id = try number16()
        let flags = try number16()
        guard flags & 0x7800 == 0 else { throw DNSFormatFault("it is no answer to a question") }
        var counts: [Int] = []
        for _ in 0..<4 { counts.append(Int(try number16())) }
        guard counts[0] <= 1 else { throw DNSFormatFault("it has more than one question") }
        guard counts.dropFirst().reduce(0, +) <= Self.mostRecords else {
            throw DNSFormatFault("it has more than \(Self.mostRecords) records")
        }
        var message = DNSMessage(
            id: id, isResponse: flags & 0x8000 != 0, isAuthoritative: flags & 0x0400 != 0,
            isTruncated: flags & 0x0200 != 0, canRecurse: flags & 0x0080 != 0, code: .init(rawValue: flags & 0x000f),
            questions: [], answers: [], authorities: [], additionals: [], datagramBytes: nil, extendedErrors: [],
            length: bytes.count)
        for _ in 0..<counts[0] { message.questions.append(try question()) }
        message.answers = try records(counts[1], &message)
        message.authorities = try records(counts[2], &message)
        message.additionals = try records(counts[3], &message)
        return message
    }

    private mutating func question() throws(DNSFormatFault) -> DNSQuestion {
        let name = try name()
        let type = DNSType(rawValue: try number16())
        guard try number16() == DNSQueryEncoder.classInternet else { throw DNSFormatFault("its class is not Internet") }
        return DNSQuestion(name: name, type: type)
    }

    private mutating func records(_ count: Int, _ message: inout DNSMessage) throws(DNSFormatFault) -> [DNSRecord] {
        var found: [DNSRecord] = []
        for _ in 0..<count {
            let name = try name()
            let type = DNSType(rawValue: try number16())
            let kind = try number16()
            let keep = (UInt32(try number16()) << 16) | UInt32(try number16())
            let length = Int(try number16())
            guard length <= bytes.count - place else { throw DNSFormatFault("a record is cut off") }
            let end = place + length
            if type == .opt {
                try extensions(size: kind, flags: keep, until: end, &message)
            } else {
                let value = try value(type, until: end)
                // From 2^31 on it means zero (RFC 2181, section 8).
                found.append(DNSRecord(name: name, type: type, keepSeconds: keep > .max / 2 ? 0 : keep, value: value))
            }
            guard place == end else { throw DNSFormatFault("a record is longer than what it holds") }
        }
        return found
    }

    private mutating func value(_ type: DNSType, until end: Int) throws(DNSFormatFault) -> DNSRecord.Value {
        switch type {
        case .a, .aaaa:
            guard end - place == (type == .a ? 4 : 16) else { throw DNSFormatFault("an address has a wrong length") }
            return .address(try take(end - place))
        case .cname: return .alias(try name())
        case .txt:
            var texts: [[UInt8]] = []
            while place < end { texts.append(try take(Int(try number8()))) }
            return .text(texts)
        case .soa:
            let primary = try name()
            _ = try name()
            // Serial, refresh, retry, expire; then the time for which a “no” holds.
            _ = try take(16)
            return .authority(
                primary: primary, negativeSeconds: (UInt32(try number16()) << 16) | UInt32(try number16()))
        default: return .other(try take(end - place))
        }
    }

    /// The options of EDNS; where a message has two of these records the last one counts.
    private mutating func extensions(
        size: UInt16, flags: UInt32, until end: Int, _ message: inout DNSMessage
    ) throws(DNSFormatFault) {
        message.datagramBytes = size
        message.code = .init(rawValue: (UInt16(flags >> 24) << 4) | (message.code.rawValue & 0x000f))
        while place < end {
            let code = try number16()
            let content = try take(Int(try number16()))
            guard code == Self.extendedErrorOption else { continue }
            guard content.count >= 2 else { throw DNSFormatFault("an extended error is cut off") }
            message.extendedErrors.append(
                DNSExtendedError(
                    code: (UInt16(content[0]) << 8) | UInt16(content[1]),
                    text: String(decoding: content.dropFirst(2), as: UTF8.self)))
        }
    }

    /// The option that carries an extended error (RFC 8914, section 2).
    private static let extendedErrorOption: UInt16 = 15

    private mutating func name() throws(DNSFormatFault) -> DNSName {
        var labels: [[UInt8]] = []
        var length = 1
        var pointers = 0
        var at = place
        // Each pointer must lead before the place where this name, or what it led to, began.
        var earliest = place
        // Where reading goes on behind the name, once a pointer has led away.
        var after: Int?
        while true {
            guard at < bytes.count else { throw DNSFormatFault("a name is cut off") }
            let head = bytes[at]
            switch head {
            case 0:
                place = after ?? at + 1
                return DNSName(labels: labels)
            case 1...63:
                let end = at + 1 + Int(head)
                guard end <= bytes.count else { throw DNSFormatFault("a name is cut off") }
                length += 1 + Int(head)
                guard length <= DNSName.longestName else { throw DNSFormatFault("a name is too long") }
                labels.append(Array(bytes[at + 1..<end]))
                at = end
            case 0xc0...0xff:
                guard at + 1 < bytes.count else { throw DNSFormatFault("a name is cut off") }
                let target = (Int(head & 0x3f) << 8) | Int(bytes[at + 1])
                pointers += 1
                guard target < earliest, pointers <= Self.mostPointers else {
                    throw DNSFormatFault("a name leads round in a loop")
                }
                after = after ?? at + 2
                (at, earliest) = (target, target)
            default: throw DNSFormatFault("a name has a label of an unknown kind")
            }
        }
    }

    private mutating func number8() throws(DNSFormatFault) -> UInt8 {
        guard place < bytes.count else { throw DNSFormatFault("it is cut off") }
        defer { place += 1 }
        return bytes[place]
    }

    private mutating func number16() throws(DNSFormatFault) -> UInt16 {
        (UInt16(try number8()) << 8) | UInt16(try number8())
    }

    private mutating func take(_ count: Int) throws(DNSFormatFault) -> [UInt8] {
        guard count <= bytes.count - place else { throw DNSFormatFault("it is cut off") }
        defer { place += count }
        return Array(bytes[place..<place + count])
    }
}
