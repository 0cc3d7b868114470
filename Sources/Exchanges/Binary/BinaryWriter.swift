import DutyModel

/// What the binary form holds as a whole: a fact, a described value, or one of several things.
@usableFromInline package protocol Storable {
    /// Appends the value to a binary form.
    func append(to binary: inout BinaryWriter)
    /// Reads what `append(to:)` wrote. Bounds are not asked for: what is stored was let in once.
    init(from binary: inout BinaryReader) throws(DutyFailure)
}

/// Writes the compact form that journal and database share: numbers big endian in their own width, fixed bytes as they are,
/// texts and lists led by their length, a byte before what may be left out, and no names.
@usableFromInline package struct BinaryWriter: Sendable {
    /// What was written.
    @usableFromInline package private(set) var bytes: [UInt8] = []

    /// A writer that has written nothing.
    @usableFromInline package init() { bytes.reserveCapacity(256) }

    /// The bytes of one value.
    @inlinable package static func bytes<S: Storable>(of value: S) -> [UInt8] {
        var writer = BinaryWriter()
        writer.append(value)
        return writer.bytes
    }

    /// Appends a number.
    @inlinable package mutating func append<Number: FixedWidthInteger>(number: Number) {
        withUnsafeBytes(of: number.bigEndian) { append(raw: $0) }
    }

    /// Appends bytes as they are.
    @usableFromInline package mutating func append(raw field: [UInt8]) { bytes += field }

    /// Appends bytes as they are.
    @usableFromInline package mutating func append(raw field: UnsafeRawBufferPointer) {
        bytes.append(contentsOf: field)
    }

    /// Appends a text of at most 65,535 bytes.
    @usableFromInline package mutating func append(text: String) {
        append(number: UInt16(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    /// Appends a value.
    @inlinable package mutating func append<S: Storable>(_ value: S) { value.append(to: &self) }

    /// Appends whether a value is there, then the value.
    @inlinable package mutating func append<S: Storable>(ifAny value: S?) { append(value) { $0.append($1) } }

    /// Appends how many values there are, then the values.
    @inlinable package mutating func append<S: Storable>(list values: [S]) { append(values) { $0.append($1) } }

    /// Appends whether a value is there, then the value.
    @inlinable package mutating func append<Value>(_ value: Value?, with write: (inout BinaryWriter, Value) -> Void) {
        append(number: value == nil ? UInt8(0) : 1)
        if let value { write(&self, value) }
    }

    /// Appends how many values there are, then the values.
    @inlinable package mutating func append<Value>(_ values: [Value], with write: (inout BinaryWriter, Value) -> Void) {
        append(number: UInt32(values.count))
        for value in values { write(&self, value) }
    }
}
