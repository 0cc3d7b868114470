import DutyModel

/// Reads exactly what `BinaryWriter` writes, and throws the failure it was given where it finds anything else.
@usableFromInline package struct BinaryReader {
    private let bytes: ArraySlice<UInt8>
    private var place: Int
    private let code: FailureCode
    private let sentence: StaticString
    /// Whether fields that were added later may stand here; the forms of before have none.
    @usableFromInline package var hasAdditions = true

    /// A reader of these bytes, and what it throws where they aren't whole.
    @usableFromInline package init(_ bytes: ArraySlice<UInt8>, refusing code: FailureCode, _ sentence: StaticString) {
        self.bytes = bytes
        self.code = code
        self.sentence = sentence
        place = bytes.startIndex
    }

    /// What is thrown where the bytes are not what the writer writes.
    @usableFromInline package var damaged: DutyFailure { DutyFailure(code, "\(sentence)") }

    /// So many bytes.
    @usableFromInline package mutating func bytes(_ count: Int) throws(DutyFailure) -> [UInt8] {
        guard count >= 0, count <= bytes.endIndex - place else { throw damaged }
        defer { place += count }
        return Array(bytes[place..<place + count])
    }

    /// A number, as wide as its type.
    @usableFromInline package mutating func number<Number: FixedWidthInteger>(as: Number.Type = Number.self)
        throws(DutyFailure) -> Number
    {
        let width = Number.bitWidth / 8
        guard width <= bytes.endIndex - place else { throw damaged }
        var number: Number = 0
        withUnsafeMutableBytes(of: &number) { buffer in
            for index in 0..<width { buffer[index] = bytes[place + index] }
        }
        place += width
        return Number(bigEndian: number)
    }

    /// A yes or no.
    @usableFromInline package mutating func flag() throws(DutyFailure) -> Bool {
        let byte = try number(as: UInt8.self)
        guard byte <= 1 else { throw damaged }
        return byte == 1
    }

    /// A text led by its length.
    @usableFromInline package mutating func text() throws(DutyFailure) -> String {
        let count = Int(try number(as: UInt16.self))
        guard let text = String(validating: try bytes(count), as: UTF8.self) else { throw damaged }
        return text
    }

    /// A value.
    @inlinable package mutating func next<S: Storable>(_ type: S.Type = S.self) throws(DutyFailure) -> S {
        try S(from: &self)
    }

    /// A value that may be left out.
    @inlinable package mutating func nextIfAny<S: Storable>(_ type: S.Type = S.self) throws(DutyFailure) -> S? {
        try optional { reader throws(DutyFailure) in try S(from: &reader) }
    }

    /// A list of values.
    @inlinable package mutating func nextList<S: Storable>(of type: S.Type = S.self) throws(DutyFailure) -> [S] {
        try list { reader throws(DutyFailure) in try S(from: &reader) }
    }

    /// What `BinaryWriter` appended where it may be left out.
    @inlinable package mutating func optional<Value>(
        _ read: (inout BinaryReader) throws(DutyFailure) -> Value
    ) throws(DutyFailure) -> Value? {
        try flag() ? try read(&self) : nil
    }

    /// A list led by its length.
    @inlinable package mutating func list<Value>(
        _ read: (inout BinaryReader) throws(DutyFailure) -> Value
    ) throws(DutyFailure) -> [Value] {
        let count = Int(try number(as: UInt32.self))
        // Every element takes a byte at least, so a damaged count cannot make us allocate without end.
        guard count <= remaining else { throw damaged }
        var values: [Value] = []
        values.reserveCapacity(count)
        for _ in 0..<count { values.append(try read(&self)) }
        return values
    }

    /// How many bytes were not read yet.
    @usableFromInline package var remaining: Int { bytes.endIndex - place }

    /// Everything that was not read yet.
    @usableFromInline package mutating func rest() -> ArraySlice<UInt8> {
        defer { place = bytes.endIndex }
        return bytes[place...]
    }

    /// Throws unless everything was read.
    @usableFromInline package func requireEnd() throws(DutyFailure) {
        guard place == bytes.endIndex else { throw damaged }
    }
}
