import DutyModel

/// Reads exactly what `BinaryWriter` writes, and throws the failure it was given where it finds anything else.
public struct BinaryReader: Visitor {
    private let bytes: ArraySlice<UInt8>
    private var place: Int
    private let code: FailureCode
    private let sentence: StaticString
    /// Whether fields that were added later may stand here; the forms of before have none.
    public var hasAdditions = true

    /// A reader of these bytes, and what it throws where they aren't whole.
    public init(_ bytes: ArraySlice<UInt8>, refusing code: FailureCode, _ sentence: StaticString) {
        self.bytes = bytes
        self.code = code
        self.sentence = sentence
        place = bytes.startIndex
    }

    /// What is thrown where the bytes are not what the writer writes.
    public var damaged: DutyFailure { DutyFailure(code, "\(sentence)") }

    /// So many bytes.
    public mutating func bytes(_ count: Int) throws(DutyFailure) -> [UInt8] {
        guard count >= 0, count <= bytes.endIndex - place else { throw damaged }
        defer { place += count }
        return Array(bytes[place..<place + count])
    }

    /// A number, as wide as its type.
    public mutating func number<Number: FixedWidthInteger>(as: Number.Type = Number.self) throws(DutyFailure) -> Number
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
    public mutating func flag() throws(DutyFailure) -> Bool {
        let byte = try number(as: UInt8.self)
        guard byte <= 1 else { throw damaged }
        return byte == 1
    }

    /// A text led by its length.
    public mutating func text() throws(DutyFailure) -> String {
        let count = Int(try number(as: UInt16.self))
        guard let text = String(validating: try bytes(count), as: UTF8.self) else { throw damaged }
        return text
    }

    /// A text that its type checks.
    public mutating func plain<P: PlainText>(_ type: P.Type) throws(DutyFailure) -> P {
        guard let plain = try? P(plainText: try text()) else { throw damaged }
        return plain
    }

    /// A described value.
    @inlinable public mutating func next<D: Described>(_ type: D.Type = D.self) throws(DutyFailure) -> D {
        try D.visit(nil, &self)
    }

    /// A fact.
    @inlinable public mutating func next<F: Leaf>(_ type: F.Type = F.self) throws(DutyFailure) -> F {
        try F(from: &self)
    }

    /// One of several things.
    @inlinable public mutating func next<C: Choice>(_ type: C.Type = C.self) throws(DutyFailure) -> C {
        try choice(nil)
    }

    /// A described value that may be left out.
    @inlinable public mutating func nextIfAny<D: Described>(_ type: D.Type = D.self) throws(DutyFailure) -> D? {
        try optional { reader throws(DutyFailure) in try reader.next() }
    }

    /// A fact that may be left out.
    @inlinable public mutating func nextIfAny<F: Leaf>(_ type: F.Type = F.self) throws(DutyFailure) -> F? {
        try optional { reader throws(DutyFailure) in try reader.next() }
    }

    /// A list of described values.
    @inlinable public mutating func nextList<D: Described>(of type: D.Type = D.self) throws(DutyFailure) -> [D] {
        try list { reader throws(DutyFailure) in try reader.next() }
    }

    /// A list of facts.
    @inlinable public mutating func nextList<F: Leaf>(of type: F.Type = F.self) throws(DutyFailure) -> [F] {
        try list { reader throws(DutyFailure) in try reader.next() }
    }

    /// What `BinaryWriter` appended where it may be left out.
    @inlinable public mutating func optional<Value>(
        _ read: (inout BinaryReader) throws(DutyFailure) -> Value
    ) throws(DutyFailure) -> Value? {
        try flag() ? try read(&self) : nil
    }

    /// A list led by its length.
    @inlinable public mutating func list<Value>(
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
    public var remaining: Int { bytes.endIndex - place }

    /// Everything that was not read yet.
    public mutating func rest() -> ArraySlice<UInt8> {
        defer { place = bytes.endIndex }
        return bytes[place...]
    }

    /// Throws unless everything was read.
    public func requireEnd() throws(DutyFailure) {
        guard place == bytes.endIndex else { throw damaged }
    }
}

extension BinaryReader {
    @inlinable public mutating func field<F: Leaf>(
        _ name: StaticString, _ value: F?, _ bounds: F.Bounds, _ says: StaticString
    ) throws(DutyFailure) -> F {
        try F(from: &self)
    }

    @inlinable public mutating func optional<F: Leaf>(
        _ name: StaticString, _ value: F?, _ bounds: F.Bounds, _ presence: Presence, _ says: StaticString
    ) throws(DutyFailure) -> F? {
        guard presence != .addition || hasAdditions else { return nil }
        return try flag() ? try F(from: &self) : nil
    }

    @inlinable public mutating func element<D: Described>(_ value: D?, _ says: StaticString) throws(DutyFailure) -> D {
        try D.visit(nil, &self)
    }

    @inlinable public mutating func optional<D: Described>(
        _ value: D?, _ presence: Presence, _ says: StaticString
    ) throws(DutyFailure) -> D? {
        guard presence != .addition || hasAdditions else { return nil }
        return try flag() ? try D.visit(nil, &self) : nil
    }

    @inlinable public mutating func list<D: Described>(
        _ name: StaticString, _ values: [D]?, _ count: ClosedRange<Int>, _ says: StaticString
    ) throws(DutyFailure) -> [D] {
        try list { reader throws(DutyFailure) in try D.visit(nil, &reader) }
    }

    @inlinable public mutating func words<F: Word>(
        _ name: StaticString, each: StaticString, _ values: [F]?, _ says: StaticString
    ) throws(DutyFailure) -> [F] {
        try list { reader throws(DutyFailure) in try F(from: &reader) }
    }

    @inlinable public mutating func choice<C: Choice>(_ value: C?) throws(DutyFailure) -> C {
        guard let arm = C.Arm(tag: try number()) else { throw damaged }
        return try C.visit(arm, nil, &self)
    }
}
