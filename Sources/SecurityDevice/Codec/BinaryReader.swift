import DutyModel

/// Reads exactly what `BinaryWriter` writes; everything else throws `journal_damaged`.
struct BinaryReader {
    private let bytes: ArraySlice<UInt8>
    private var place: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        place = bytes.startIndex
    }

    init(_ bytes: [UInt8]) { self.init(bytes[...]) }

    mutating func bytes(_ count: Int) throws(DutyFailure) -> [UInt8] {
        guard count >= 0, count <= bytes.endIndex - place else { throw Self.damaged }
        defer { place += count }
        return Array(bytes[place..<place + count])
    }

    mutating func number<Number: FixedWidthInteger>(as: Number.Type = Number.self) throws(DutyFailure) -> Number {
        let width = Number.bitWidth / 8
        guard width <= bytes.endIndex - place else { throw Self.damaged }
        var number: Number = 0
        withUnsafeMutableBytes(of: &number) { buffer in
            for index in 0..<width { buffer[index] = bytes[place + index] }
        }
        place += width
        return Number(bigEndian: number)
    }

    mutating func flag() throws(DutyFailure) -> Bool {
        let byte = try number(as: UInt8.self)
        guard byte <= 1 else { throw Self.damaged }
        return byte == 1
    }

    mutating func text() throws(DutyFailure) -> String {
        let count = Int(try number(as: UInt16.self))
        guard let text = String(validating: try bytes(count), as: UTF8.self) else { throw Self.damaged }
        return text
    }

    mutating func value<Value: ByteValue>(as: Value.Type = Value.self) throws(DutyFailure) -> Value {
        Value(unchecked: try bytes(Value.length))
    }

    mutating func name<Name: NamedText>(as: Name.Type = Name.self) throws(DutyFailure) -> Name {
        try Name(try text())
    }

    mutating func amount() throws(DutyFailure) -> Paise { Paise(try number()) }
    mutating func time() throws(DutyFailure) -> Timestamp { Timestamp(try number()) }

    mutating func optional<Value>(
        _ read: (inout BinaryReader) throws(DutyFailure) -> Value
    ) throws(DutyFailure) -> Value? {
        try flag() ? try read(&self) : nil
    }

    mutating func list<Value>(
        _ read: (inout BinaryReader) throws(DutyFailure) -> Value
    ) throws(DutyFailure) -> [Value] {
        let count = Int(try number(as: UInt32.self))
        // Every element takes a byte at least, so a damaged count cannot make us allocate without end.
        guard count <= bytes.endIndex - place else { throw Self.damaged }
        var values: [Value] = []
        values.reserveCapacity(count)
        for _ in 0..<count { values.append(try read(&self)) }
        return values
    }

    /// Everything that was not read yet.
    mutating func rest() -> ArraySlice<UInt8> {
        defer { place = bytes.endIndex }
        return bytes[place...]
    }

    /// Throws unless everything was read.
    func requireEnd() throws(DutyFailure) {
        guard place == bytes.endIndex else { throw Self.damaged }
    }

    static var damaged: DutyFailure {
        DutyFailure(.journalDamaged, "The journal of the security device holds what it never writes.")
    }
}
