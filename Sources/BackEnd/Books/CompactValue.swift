import DutyModel

/// A value that every refill reads or writes, with a form of its own beside JSON: a fraction of the bytes and the work.
///
/// First stands a version, with which no JSON begins, then field after field without names: numbers big endian in their
/// own width, fixed bytes as they are.
protocol CompactValue: Codable {
    /// Writes the fields.
    func write(to writer: inout CompactWriter)
    /// Reads the fields; nil where they are not what `write` wrote.
    init?(from reader: inout CompactReader)
}

/// Writes compact values.
struct CompactWriter {
    /// The form that is written now.
    static let version: UInt8 = 1

    private(set) var bytes = [Self.version]

    static func bytes(of value: some CompactValue) -> [UInt8] {
        var writer = CompactWriter()
        writer.bytes.reserveCapacity(160)
        value.write(to: &writer)
        return writer.bytes
    }

    mutating func append(number: some FixedWidthInteger) {
        withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func append(_ amount: Paise) { append(number: amount.count) }

    mutating func append(_ value: some ByteValue) { bytes += value.bytes }

    mutating func append(_ psdKey: PSDKeyID) {
        append(number: psdKey.serial.number)
        append(number: psdKey.life)
    }

    /// Appends a text of at most 255 bytes, led by their number.
    mutating func append(shortText text: String) {
        append(number: UInt8(text.utf8.count))
        bytes += Array(text.utf8)
    }
}

/// Reads compact values; nothing is taken for good that another value would have been written as.
struct CompactReader {
    private var rest: ArraySlice<UInt8>

    static func value<Value: CompactValue>(_ type: Value.Type, in bytes: [UInt8]) -> Value? {
        guard bytes.first == CompactWriter.version else { return nil }
        var reader = CompactReader(rest: bytes.dropFirst())
        guard let value = Value(from: &reader), reader.rest.isEmpty else { return nil }
        return value
    }

    mutating func number<Number: FixedWidthInteger>(_ type: Number.Type) -> Number? {
        guard let bytes = take(Number.bitWidth / 8) else { return nil }
        return bytes.reduce(0) { $0 << 8 | Number(truncatingIfNeeded: $1) }
    }

    mutating func amount() -> Paise? { number(Int64.self).map(Paise.init) }

    mutating func byteValue<Value: ByteValue>(_ type: Value.Type) -> Value? { take(Value.length).flatMap { Value($0) } }

    mutating func psdKey() -> PSDKeyID? {
        guard let serial = number(UInt32.self), let life = number(UInt8.self), life > 0 else { return nil }
        return PSDKeyID(serial: PSDSerial(serial), life: life)
    }

    mutating func shortText() -> String? {
        number(UInt8.self).flatMap { take(Int($0)) }.flatMap { String(validating: $0, as: UTF8.self) }
    }

    private mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
        guard rest.count >= count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }
}
