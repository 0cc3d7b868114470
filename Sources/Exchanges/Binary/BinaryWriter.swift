import DutyModel

/// Writes the compact form that journal and database share: numbers big endian in their own width, fixed bytes as they are,
/// texts and lists led by their length, a byte before what may be left out, and no names.
public struct BinaryWriter: Visitor {
    /// What was written.
    public private(set) var bytes: [UInt8] = []

    /// A writer that has written nothing.
    public init() { bytes.reserveCapacity(256) }

    /// The bytes of one value.
    @inlinable public static func bytes<D: Described>(of value: D) -> [UInt8] {
        var writer = BinaryWriter()
        writer.append(value)
        return writer.bytes
    }

    /// Appends a number.
    @inlinable public mutating func append<Number: FixedWidthInteger>(number: Number) {
        withUnsafeBytes(of: number.bigEndian) { append(raw: $0) }
    }

    /// Appends bytes as they are.
    public mutating func append(raw field: [UInt8]) { bytes += field }

    /// Appends bytes as they are.
    public mutating func append(raw field: UnsafeRawBufferPointer) { bytes.append(contentsOf: field) }

    /// Appends a text of at most 65,535 bytes.
    public mutating func append(text: String) {
        append(number: UInt16(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    /// Appends a described value.
    @inlinable public mutating func append<D: Described>(_ value: D) { _ = D.visit(value, &self) }

    /// Appends a fact.
    @inlinable public mutating func append<F: Leaf>(_ value: F) { value.append(to: &self) }

    /// Appends one of several things.
    @inlinable public mutating func append<C: Choice>(_ value: C) { _ = choice(value) }

    /// Appends whether a described value is there, then the value.
    @inlinable public mutating func append<D: Described>(ifAny value: D?) { append(value) { $0.append($1) } }

    /// Appends whether a fact is there, then the fact.
    @inlinable public mutating func append<F: Leaf>(ifAny value: F?) { append(value) { $0.append($1) } }

    /// Appends how many described values there are, then the values.
    @inlinable public mutating func append<D: Described>(list values: [D]) { append(values) { $0.append($1) } }

    /// Appends how many facts there are, then the facts.
    @inlinable public mutating func append<F: Leaf>(list values: [F]) { append(values) { $0.append($1) } }

    /// Appends whether a value is there, then the value.
    @inlinable public mutating func append<Value>(_ value: Value?, with write: (inout BinaryWriter, Value) -> Void) {
        append(number: value == nil ? UInt8(0) : 1)
        if let value { write(&self, value) }
    }

    /// Appends how many values there are, then the values.
    @inlinable public mutating func append<Value>(_ values: [Value], with write: (inout BinaryWriter, Value) -> Void) {
        append(number: UInt32(values.count))
        for value in values { write(&self, value) }
    }
}

extension BinaryWriter {
    @inlinable public mutating func field<F: Leaf>(
        _ name: StaticString, _ value: F?, _ bounds: F.Bounds, _ says: StaticString
    ) -> F {
        value.given.append(to: &self)
        return value.given
    }

    @inlinable public mutating func optional<F: Leaf>(
        _ name: StaticString, _ value: F?, _ bounds: F.Bounds, _ presence: Presence, _ says: StaticString
    ) -> F? {
        append(value) { $1.append(to: &$0) }
        return value
    }

    @inlinable public mutating func element<D: Described>(_ value: D?, _ says: StaticString) -> D {
        D.visit(value, &self)
    }

    @inlinable public mutating func optional<D: Described>(
        _ value: D?, _ presence: Presence, _ says: StaticString
    ) -> D? {
        append(value) { $0.append($1) }
        return value
    }

    @inlinable public mutating func list<D: Described>(
        _ name: StaticString, _ values: [D]?, _ count: ClosedRange<Int>, _ says: StaticString
    ) -> [D] {
        append(values.given) { $0.append($1) }
        return values.given
    }

    @inlinable public mutating func words<F: Word>(
        _ name: StaticString, each: StaticString, _ values: [F]?, _ says: StaticString
    ) -> [F] {
        append(values.given) { $1.append(to: &$0) }
        return values.given
    }

    @inlinable public mutating func choice<C: Choice>(_ value: C?) -> C {
        append(number: value.given.arm.tag)
        return C.visit(value.given.arm, value, &self)
    }
}
