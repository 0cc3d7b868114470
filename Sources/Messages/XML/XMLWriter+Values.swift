import DutyModel

extension XMLWriter {
    /// Writes a text, escaped; a character that XML cannot carry becomes U+FFFD.
    mutating func leaf(_ name: StaticString, text: String) {
        var escaped: [UInt8] = []
        escaped.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars { scalar.appendEscaped(to: &escaped) }
        leaf(name, count: escaped.count) { place in
            for (index, byte) in escaped.enumerated() { place[index] = byte }
        }
    }

    /// Writes a text of letters, digits and hyphens.
    mutating func leaf(_ name: StaticString, plain text: String) {
        var text = text
        text.withUTF8 { bytes in
            leaf(name, count: bytes.count) { place in
                if let start = bytes.baseAddress { place.update(from: start, count: bytes.count) }
            }
        }
    }

    /// Writes a whole number.
    mutating func leaf(_ name: StaticString, number: some FixedWidthInteger & UnsignedInteger) {
        let number = UInt64(number)
        let width = number.decimalWidth
        leaf(name, count: width) { $0.write(number, width: width) }
    }

    /// Writes an amount in paise.
    mutating func leaf(_ name: StaticString, _ amount: Paise) { leaf(name, signed: amount.count) }

    /// Writes a number of days.
    mutating func leaf(_ name: StaticString, days: Int64) { leaf(name, signed: days) }

    /// Writes `true` or `false`.
    mutating func leaf(_ name: StaticString, _ isTrue: Bool) { leaf(name, plain: isTrue ? "true" : "false") }

    // A number that is below zero is written as it is, for the other side to refuse.
    private mutating func leaf(_ name: StaticString, signed number: Int64) {
        let sign = number < 0 ? 1 : 0
        let width = number.magnitude.decimalWidth
        leaf(name, count: sign + width) { place in
            place[0] = UInt8(ascii: "-")
            (place + sign).write(number.magnitude, width: width)
        }
    }

    /// Writes bytes as lower-case hexadecimal.
    mutating func leaf(_ name: StaticString, _ value: some ByteValue) { leaf(name, hexadecimal: value.bytes) }

    /// Writes bytes of any number as lower-case hexadecimal.
    mutating func leaf(_ name: StaticString, hexadecimal bytes: [UInt8]) {
        func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x57 + value }
        bytes.withUnsafeBufferPointer { bytes in
            leaf(name, count: bytes.count * 2) { place in
                for index in bytes.indices {
                    place[2 * index] = digit(bytes[index] >> 4)
                    place[2 * index + 1] = digit(bytes[index] & 15)
                }
            }
        }
    }

    /// Writes the name of a device key.
    mutating func leaf(_ name: StaticString, _ key: PSDKeyID) {
        let serial = UInt64(key.serial.number)
        let life = UInt64(key.life)
        let width = max(8, serial.decimalWidth)
        leaf(name, count: width + 2 + life.decimalWidth) { place in
            place[0] = UInt8(ascii: "P")
            (place + 1).write(serial, width: width)
            place[width + 1] = UInt8(ascii: "-")
            (place + width + 2).write(life, width: life.decimalWidth)
        }
    }

    /// Writes a moment as RFC 3339 has it.
    mutating func leaf(_ name: StaticString, _ time: Timestamp) {
        guard (0...ScannedText.lastSecond).contains(time.seconds) else {
            return leaf(name, text: time.description)
        }
        let date = CivilDate(dayNumber: time.seconds / 86_400)
        let second = UInt64(time.seconds % 86_400)
        leaf(name, count: 20) { place in
            place.write(UInt64(date.year), width: 4)
            place[4] = UInt8(ascii: "-")
            (place + 5).write(UInt64(date.month), width: 2)
            place[7] = UInt8(ascii: "-")
            (place + 8).write(UInt64(date.day), width: 2)
            place[10] = UInt8(ascii: "T")
            (place + 11).write(second / 3600, width: 2)
            place[13] = UInt8(ascii: ":")
            (place + 14).write(second / 60 % 60, width: 2)
            place[16] = UInt8(ascii: ":")
            (place + 17).write(second % 60, width: 2)
            place[19] = UInt8(ascii: "Z")
        }
    }
}

extension UnsafeMutablePointer<UInt8> {
    /// Puts a number here in decimal, in exactly so many digits.
    fileprivate func write(_ number: UInt64, width: Int) {
        var rest = number
        for index in stride(from: width - 1, through: 0, by: -1) {
            self[index] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
    }
}

extension UInt64 {
    /// How many decimal digits the number has.
    fileprivate var decimalWidth: Int {
        var width = 1
        var rest = self
        while rest > 9 {
            rest /= 10
            width += 1
        }
        return width
    }
}

extension Unicode.Scalar {
    fileprivate func appendEscaped(to bytes: inout [UInt8]) {
        switch value {
        case 0x26: bytes += "&amp;".utf8
        case 0x3C: bytes += "&lt;".utf8
        case 0x3E: bytes += "&gt;".utf8
        case 0x0D: bytes += "&#13;".utf8
        case 0x09, 0x0A, 0x20...0x7F: bytes.append(UInt8(truncatingIfNeeded: value))
        case 0..<0x20, 0xFFFE, 0xFFFF: bytes += "\u{FFFD}".utf8
        default: bytes += UTF8.encode(self) ?? UTF8.encodedReplacementCharacter
        }
    }
}
