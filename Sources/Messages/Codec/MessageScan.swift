import DutyModel
import Exchanges

/// One pass over the raw bytes that checks the limits before the parser is let at them.
///
/// It knows just enough XML to find tags, attributes and texts; whatever it lets pass, the parser judges again.
struct MessageScan {
    let bytes: UnsafeBufferPointer<UInt8>
    let limits: MessageLimits
    // Held here, since reaching a static table costs more than the look into it.
    private let kinds = MessageScan.allKinds
    /// How many bytes have been looked at.
    var place = 0
    private var depth = 0
    private var isASCII = true

    /// Throws the code of the first limit that these bytes break.
    static func check(_ bytes: [UInt8], limits: MessageLimits) throws(DutyFailure) {
        guard bytes.count <= limits.bytes else {
            throw DutyFailure(.xmlTooLarge, "The message has \(bytes.count) bytes; \(limits.bytes) are allowed.")
        }
        let isASCII = try bytes.withUnsafeBufferPointer { buffer throws(DutyFailure) in
            var scan = MessageScan(bytes: buffer, limits: limits)
            try scan.run()
            return scan.isASCII
        }
        guard isASCII || String(validating: bytes, as: UTF8.self) != nil else {
            throw DutyFailure(.xmlMalformed, "The message is not UTF-8.")
        }
    }

    /// A scan that stands before the first byte.
    init(bytes: UnsafeBufferPointer<UInt8>, limits: MessageLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    /// Goes over the bytes up to the first refusal or the end.
    mutating func run() throws(DutyFailure) {
        try skipDeclaration()
        while place < bytes.count {
            try passText(until: UInt8(ascii: "<"), mayEnd: true)
            guard place < bytes.count else { return }
            place += 1
            switch current {
            case UInt8(ascii: "/"): try passEndTag()
            case UInt8(ascii: "!"), UInt8(ascii: "?"): throw refusedMarkup
            default: try passStartTag()
            }
        }
    }

    // MARK: Tags

    private mutating func passStartTag() throws(DutyFailure) {
        depth += 1
        guard depth <= limits.depth else {
            throw DutyFailure(.xmlTooDeep, "The message is nested deeper than \(limits.depth) elements.")
        }
        try passName()
        var attributes = 0
        while true {
            let spaced = passSpace()
            switch current {
            case UInt8(ascii: ">"):
                place += 1
                return
            case UInt8(ascii: "/"):
                place += 1
                try pass(UInt8(ascii: ">"))
                depth -= 1
                return
            default:
                attributes += 1
                guard spaced else { throw malformed }
                guard attributes <= limits.attributesPerElement else { throw tooManyAttributes }
                try passAttribute()
            }
        }
    }

    private mutating func passEndTag() throws(DutyFailure) {
        place += 1
        depth -= 1
        guard depth >= 0 else { throw malformed }
        try passName()
        _ = passSpace()
        try pass(UInt8(ascii: ">"))
    }

    private mutating func passAttribute() throws(DutyFailure) {
        try passName()
        _ = passSpace()
        try pass(UInt8(ascii: "="))
        _ = passSpace()
        let quote = current
        guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { throw malformed }
        place += 1
        try passText(until: quote, mayEnd: false)
        place += 1
    }

    private mutating func passName() throws(DutyFailure) {
        let start = place
        let last = min(bytes.count, start + limits.nameBytes + 1)
        var index = start
        while index < last {
            let kind = kinds[Int(bytes[index])]
            if kind == .wide { isASCII = false }
            guard kind == .name || kind == .wide else { break }
            index += 1
        }
        place = index
        guard index - start <= limits.nameBytes else {
            throw DutyFailure(.xmlNameTooLong, "A name is longer than \(limits.nameBytes) bytes.")
        }
        guard place > start else { throw malformed }
    }

    // MARK: Texts

    // Moves to the end mark; a text stops at it, an attribute's value must.
    private mutating func passText(until end: UInt8, mayEnd: Bool) throws(DutyFailure) {
        let start = place
        let last = min(bytes.count, start + limits.textBytes + 1)
        while place < last {
            if place + 8 <= last {
                let plain = plainBytes(at: place, end: end)
                place += plain
                if plain == 8 { continue }
            }
            let byte = bytes[place]
            switch kinds[Int(byte)] {
            case .name, .plain: break
            case .wide: isASCII = false
            case .control: throw DutyFailure(.xmlMalformed, "The message holds the control character \(byte).")
            case .mark:
                if byte == end { return }
                if byte == UInt8(ascii: "&") { try checkReference() }
                if byte == UInt8(ascii: "<") { throw malformed }
            }
            place += 1
        }
        guard place == bytes.count else {
            throw DutyFailure(.xmlTextTooLong, "A text is longer than \(limits.textBytes) bytes.")
        }
        guard mayEnd else { throw malformed }
    }

    // How many of the next eight bytes, up to the first other one, are printable ASCII and neither `<`, `&` nor the
    // end mark: most of every message. All eight at once (after A. Mycroft's test for a zero byte in a word).
    private func plainBytes(at place: Int, end: UInt8) -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let tops: UInt64 = 0x8080_8080_8080_8080
        // Little endian, so that the first byte is the lowest: only there is the test exact.
        let word = UInt64(
            littleEndian: UnsafeRawBufferPointer(bytes).loadUnaligned(fromByteOffset: place, as: UInt64.self))
        func hasByte(_ byte: UInt8) -> UInt64 {
            let zeroed = word ^ (ones &* UInt64(byte))
            return (zeroed &- ones) & ~zeroed
        }
        let below0x20 = (word &- ones &* 0x20) & ~word
        let found = word | below0x20 | hasByte(0x3C) | hasByte(0x26) | hasByte(end)
        return (found & tops).trailingZeroBitCount / 8
    }

    // Lets pass a character's number and the five entities of XML itself.
    private func checkReference() throws(DutyFailure) {
        let rest = bytes[(place + 1)...].prefix(12)
        guard let end = rest.firstIndex(of: UInt8(ascii: ";")) else {
            throw rest.first == UInt8(ascii: "#") ? malformed : entityRefused
        }
        let name = rest[..<end]
        if name.first == UInt8(ascii: "#") { return }
        for known: StaticString in ["amp", "lt", "gt", "quot", "apos"]
        where name.elementsEqual(UnsafeBufferPointer(start: known.utf8Start, count: known.utf8CodeUnitCount)) {
            return
        }
        throw entityRefused
    }

    // MARK: Bytes

    // The byte here, or 0 past the end; a real 0 is refused wherever it stands.
    private var current: UInt8 { place < bytes.count ? bytes[place] : 0 }

    private mutating func pass(_ byte: UInt8) throws(DutyFailure) {
        guard current == byte else { throw malformed }
        place += 1
    }

    private mutating func passSpace() -> Bool {
        let start = place
        while place < bytes.count, Self.isSpace(bytes[place]) { place += 1 }
        return place > start
    }

    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }

    private enum ByteKind {
        case name, plain, wide, mark, control
    }

    private static let allKinds: [ByteKind] = (0...255).map { number in
        switch UInt8(number) {
        case 0x30...0x3A, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: .name
        case 0x80...0xFF: .wide
        case 0x22, 0x26, 0x27, 0x3C: .mark
        case 0x09, 0x0A, 0x0D, 0x20...0x7F: .plain
        default: .control
        }
    }
}
