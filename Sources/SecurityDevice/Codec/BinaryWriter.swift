import DutyModel

/// Writes the journal's own binary form: numbers big endian, lists and texts led by their length.
struct BinaryWriter {
    private(set) var bytes: [UInt8] = []

    mutating func append<Number: FixedWidthInteger>(_ number: Number) {
        withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func append(raw field: [UInt8]) { bytes.append(contentsOf: field) }

    mutating func append(text: String) {
        append(UInt16(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    mutating func append(_ value: Bool) { append(value ? UInt8(1) : 0) }
    mutating func append(_ value: some ByteValue) { append(raw: value.bytes) }
    mutating func append(_ value: some NamedText) { append(text: value.text) }
    mutating func append(_ value: Paise) { append(value.count) }
    mutating func append(_ value: Timestamp) { append(value.seconds) }

    mutating func append<Value>(_ value: Value?, with write: (inout BinaryWriter, Value) -> Void) {
        append(value != nil)
        if let value { write(&self, value) }
    }

    mutating func append<Value>(_ values: [Value], with write: (inout BinaryWriter, Value) -> Void) {
        append(UInt32(values.count))
        for value in values { write(&self, value) }
    }
}
