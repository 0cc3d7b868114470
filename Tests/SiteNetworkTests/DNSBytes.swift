@testable import SiteNetwork

/// Writes DNS messages for tests, sound and unsound ones.
struct DNSBytes {
    var bytes: [UInt8]

    /// The head: 0x8180 is an answer with recursion, 0x8380 a truncated one; the last four bits of the flags are its code.
    init(id: UInt16 = 7, flags: UInt16 = 0x8180, counts: [UInt16] = [1, 0, 0, 0]) {
        bytes = []
        for number in [id, flags] + counts { append(number) }
    }

    /// Where the next byte will stand.
    var place: Int { bytes.count }

    mutating func append(_ number: UInt16) { bytes += [UInt8(number >> 8), UInt8(number & 0xff)] }

    /// A name in labels, to the root.
    mutating func name(_ text: String) {
        for label in text.split(separator: ".") { bytes += [UInt8(label.utf8.count)] + Array(label.utf8) }
        bytes.append(0)
    }

    mutating func pointer(to place: Int) { append(0xc000 | UInt16(place)) }

    mutating func question(_ name: String, _ type: DNSType) {
        self.name(name)
        append(type.rawValue)
        append(1)
    }

    /// What stands between a record's name and its content.
    mutating func record(_ type: DNSType, keep: UInt16 = 60, length: Int) {
        append(type.rawValue)
        append(1)
        append(0)
        append(keep)
        append(UInt16(length))
    }

    /// An answer to a question about addresses, whose name it points to.
    static func answer(
        id: UInt16 = 7, flags: UInt16 = 0x8180, to name: String = "service.example", type: DNSType = .a,
        addresses: [[UInt8]] = [[192, 0, 2, 1]], keep: UInt16 = 60
    ) -> [UInt8] {
        var message = DNSBytes(id: id, flags: flags, counts: [1, UInt16(addresses.count), 0, 0])
        message.question(name, type)
        for address in addresses {
            message.pointer(to: 12)
            message.record(type, keep: keep, length: address.count)
            message.bytes += address
        }
        return message.bytes
    }

    /// The answer that there is no such name, or no such record, with the zone's word for how long that holds.
    static func negative(id: UInt16 = 7, flags: UInt16, to name: String = "service.example", type: DNSType = .a)
        -> [UInt8]
    {
        var message = DNSBytes(id: id, flags: flags, counts: [1, 0, 1, 0])
        message.question(name, type)
        message.name("example")
        message.record(.soa, keep: 300, length: 22)
        message.bytes += [0, 0] + [UInt8](repeating: 0, count: 16) + [0, 0, 0, 30]
        return message.bytes
    }
}
