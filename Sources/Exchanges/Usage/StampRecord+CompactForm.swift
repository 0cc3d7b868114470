import DutyModel

extension StampRecord {
    /// The 25 to 36 bytes that stand in a stamp code: version, serial (4), life, counter (4), value (8), time (4),
    /// state (2), then the article to the end. A moment before 1970 or after 2106 does not survive this form:
    /// `StampCode.encode` refuses such a record, nobody signs it, and no signature on it counts.
    public var compactBytes: [UInt8] {
        var bytes: [UInt8] = [Self.version]
        func append<Number: FixedWidthInteger>(_ number: Number) {
            withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
        }
        append(psdKey.serial.number)
        append(psdKey.life)
        append(counter)
        append(UInt64(bitPattern: value.count))
        append(UInt32(truncatingIfNeeded: time.seconds))
        bytes += Array(state.letters.utf8)
        bytes += Array(article.text.utf8)
        return bytes
    }

    /// Whether the moment survives the compact form.
    public var fitsCompactForm: Bool { UInt32(exactly: time.seconds) != nil }

    /// Reads exactly what `compactBytes` writes; throws `code_malformed`.
    public init(compactBytes bytes: [UInt8]) throws(DutyFailure) {
        let malformed = DutyFailure(.codeMalformed, "The code does not hold an impression.")
        guard Self.compactLengths.contains(bytes.count), bytes[0] == Self.version else { throw malformed }
        func number<Number: FixedWidthInteger>(at place: Int, as: Number.Type) -> Number {
            bytes[place..<place + Number.bitWidth / 8].reduce(0) { $0 << 8 | Number(truncatingIfNeeded: $1) }
        }
        do {
            self.init(
                psdKey: PSDKeyID(serial: PSDSerial(number(at: 1, as: UInt32.self)), life: bytes[5]),
                counter: number(at: 6, as: UInt32.self),
                value: Paise(number(at: 10, as: Int64.self)),
                time: Timestamp(Int64(number(at: 18, as: UInt32.self))),
                state: try StateCode(String(decoding: bytes[22..<24], as: UTF8.self)),
                article: try Article(String(decoding: bytes[24...], as: UTF8.self)))
        } catch {
            throw malformed
        }
        guard value > .zero, counter > 0, psdKey.life > 0, compactBytes == bytes else { throw malformed }
    }

    /// How many bytes the compact form of a record may have.
    public static let compactLengths = 25...24 + Article.longest

    private static var version: UInt8 { 1 }
}
