import DutyModel

/// The text of one element as the parser holds it; good only until the parser reads on.
///
/// Each question answers nil where the text is not written in the one way the schema allows.
@usableFromInline package struct LeafText {
    private let bytes: UnsafeBufferPointer<UInt8>

    /// The text of these bytes.
    @usableFromInline package init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// The text itself.
    var string: String { String(decoding: bytes, as: UTF8.self) }

    /// A whole number without sign, leading zero or space.
    func number<Number: FixedWidthInteger & UnsignedInteger>(_ range: ClosedRange<Number>) -> Number? {
        guard let value = Self.digits(bytes[...], leadingZeros: false), let number = Number(exactly: value),
            range.contains(number)
        else { return nil }
        return number
    }

    /// So many bytes in lower-case hexadecimal.
    func hexadecimal(_ lengths: ClosedRange<Int>) -> [UInt8]? {
        let length = bytes.count / 2
        guard bytes.count == 2 * length, lengths.contains(length) else { return nil }
        var bad: UInt8 = 0
        let nibbles = Self.nibbles
        var decoded = [UInt8](repeating: 0, count: length)
        decoded.withUnsafeMutableBufferPointer { buffer in
            for index in 0..<length {
                let high = nibbles[Int(bytes[2 * index])]
                let low = nibbles[Int(bytes[2 * index + 1])]
                bad |= high | low
                buffer[index] = high << 4 | low & 15
            }
        }
        return bad > 15 ? nil : decoded
    }

    /// The name of a device key, `P00000042-1`.
    var deviceKey: PSDKeyID? {
        guard bytes.first == UInt8(ascii: "P"), let hyphen = bytes.firstIndex(of: UInt8(ascii: "-")), hyphen >= 9,
            let serial = Self.digits(bytes[1..<hyphen], leadingZeros: hyphen == 9),
            let number = UInt32(exactly: serial),
            let life = Self.digits(bytes[(hyphen + 1)...], leadingZeros: false), (1...255).contains(life)
        else { return nil }
        return PSDKeyID(serial: PSDSerial(number), life: UInt8(life))
    }

    /// A moment from 1970 to 9999, `2026-11-24T06:00:00Z`.
    var moment: Timestamp? {
        guard bytes.count == 20, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
            bytes[10] == UInt8(ascii: "T"), bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
            bytes[19] == UInt8(ascii: "Z"), let year = part(0..<4), let month = part(5..<7), let day = part(8..<10),
            let hour = part(11..<13), let minute = part(14..<16), let second = part(17..<19),
            year >= 1970, hour < 24, minute < 60, second < 60
        else { return nil }
        let date = CivilDate(year: year, month: month, day: day)
        // A day that its month lacks comes back as another date.
        guard (1...12).contains(month), CivilDate(dayNumber: date.dayNumber) == date else { return nil }
        return Timestamp(date.dayNumber * 86_400 + hour * 3600 + minute * 60 + second)
    }

    private func part(_ range: Range<Int>) -> Int64? {
        Self.digits(bytes[range], leadingZeros: true).map { Int64($0) }
    }

    private static func digits(_ bytes: Slice<UnsafeBufferPointer<UInt8>>, leadingZeros: Bool) -> UInt64? {
        guard (1...20).contains(bytes.count) else { return nil }
        if !leadingZeros, bytes.count > 1, bytes.first == 0x30 { return nil }
        var value: UInt64 = 0
        for byte in bytes {
            let digit = byte &- 0x30
            guard digit < 10 else { return nil }
            let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = tens.addingReportingOverflow(UInt64(digit))
            guard !overflow, !carry else { return nil }
            value = sum
        }
        return value
    }

    // The value of a lower-case hexadecimal digit; 255 for any other byte.
    private static let nibbles: [UInt8] = (0...255).map { byte in
        switch UInt8(byte) {
        case 0x30...0x39: UInt8(byte) - 0x30
        case 0x61...0x66: UInt8(byte) - 0x57
        default: 255
        }
    }
}
