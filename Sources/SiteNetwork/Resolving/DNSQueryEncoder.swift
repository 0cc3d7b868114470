/// Writes questions; answers are never written by the machine.
enum DNSQueryEncoder {
    /// The largest datagram that we take: it crosses every usual link without fragments (DNS flag day 2020).
    static let datagramBytes: UInt16 = 1232

    /// A question with recursion desired.
    ///
    /// - Parameters:
    ///   - extended: whether EDNS is spoken (RFC 6891); a few old servers do not understand it.
    ///   - wantsSignatures: whether the records' signatures are wanted (RFC 3225); only with EDNS.
    static func bytes(id: UInt16, _ question: DNSQuestion, extended: Bool, wantsSignatures: Bool = false) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(big: id)
        // Flags: recursion desired.
        bytes.append(big: 0x0100)
        for count: UInt16 in [1, 0, 0, extended ? 1 : 0] { bytes.append(big: count) }
        for label in question.name.labels {
            bytes.append(UInt8(label.count))
            bytes.append(contentsOf: label)
        }
        bytes.append(0)
        bytes.append(big: question.type.rawValue)
        bytes.append(big: classInternet)
        if extended {
            // The root's name, the kind, the size; then version 0, the flags, and no options.
            bytes.append(0)
            bytes.append(big: DNSType.opt.rawValue)
            bytes.append(big: datagramBytes)
            bytes.append(big: 0)
            bytes.append(big: wantsSignatures ? 0x8000 : 0)
            bytes.append(big: 0)
        }
        return bytes
    }

    /// The class of the Internet (RFC 1035, section 3.2.4).
    static let classInternet: UInt16 = 1
}

extension [UInt8] {
    /// Most significant byte first.
    fileprivate mutating func append(big number: UInt16) {
        append(UInt8(number >> 8))
        append(UInt8(number & 0xff))
    }
}
