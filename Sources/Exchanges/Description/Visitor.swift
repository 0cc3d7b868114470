import DutyModel

/// Walks the fields of a described value: one that writes takes what is there and hands it back, one that reads makes it.
///
/// A value that is nil is to be read. What is said of a field is for the reference; it is left empty where type and name say
/// it all.
@usableFromInline package protocol Visitor {
    /// What is thrown where something can't be read; `Never` for a visitor that only writes.
    associatedtype Refusal: Error

    /// A field that holds one fact.
    mutating func field<F: Leaf>(
        _ name: StaticString, _ value: F?, _ bounds: F.Bounds, _ says: StaticString
    ) throws(Refusal) -> F
    /// A field that may be left out.
    mutating func optional<F: Leaf>(
        _ name: StaticString, _ value: F?, _ bounds: F.Bounds, _ presence: Presence, _ says: StaticString
    ) throws(Refusal) -> F?
    /// A described value in an element of its own.
    mutating func element<D: Described>(_ value: D?, _ says: StaticString) throws(Refusal) -> D
    /// A described value that may be left out.
    mutating func optional<D: Described>(_ value: D?, _ presence: Presence, _ says: StaticString) throws(Refusal) -> D?
    /// The fields of a described value among those around it.
    mutating func group<D: Described>(_ value: D?) throws(Refusal) -> D
    /// A list of described values in an element of its own.
    mutating func list<D: Described>(
        _ name: StaticString, _ values: [D]?, _ count: ClosedRange<Int>, _ says: StaticString
    ) throws(Refusal) -> [D]
    /// A list of words in an element of its own, each of them once.
    mutating func words<F: Word>(
        _ name: StaticString, each: StaticString, _ values: [F]?, _ says: StaticString
    ) throws(Refusal) -> [F]
    /// One of several things.
    mutating func choice<C: Choice>(_ value: C?) throws(Refusal) -> C
    /// The signature of the value around it; it covers the other fields.
    mutating func signature(
        _ name: StaticString, _ value: SignatureBytes?, _ says: StaticString
    ) throws(Refusal) -> SignatureBytes
}

extension Visitor {
    /// A field that holds one fact, of whose type every value is good.
    @inlinable package mutating func field<F: Leaf>(
        _ name: StaticString, _ value: F?, _ says: StaticString = ""
    ) throws(Refusal) -> F where F.Bounds == Unbounded {
        try field(name, value, Unbounded(), says)
    }

    /// A field that holds one fact within these bounds.
    @inlinable package mutating func field<F: Leaf>(
        _ name: StaticString, _ value: F?, _ bounds: F.Bounds
    ) throws(Refusal) -> F {
        try field(name, value, bounds, "")
    }

    /// A field that may be left out, of whose type every value is good.
    @inlinable package mutating func optional<F: Leaf>(
        _ name: StaticString, _ value: F?, _ presence: Presence = .optional, _ says: StaticString = ""
    ) throws(Refusal) -> F? where F.Bounds == Unbounded {
        try optional(name, value, Unbounded(), presence, says)
    }

    /// The fields among those around them; the walk of the value itself, unless a visitor does more.
    @inlinable package mutating func group<D: Described>(_ value: D?) throws(Refusal) -> D { try D.visit(value, &self) }

    /// A field like any other, unless a visitor does more.
    @inlinable package mutating func signature(
        _ name: StaticString, _ value: SignatureBytes?, _ says: StaticString
    ) throws(Refusal) -> SignatureBytes {
        try field(name, value, Unbounded(), says)
    }

    /// A described value in an element of its own.
    @inlinable package mutating func element<D: Described>(_ value: D?) throws(Refusal) -> D { try element(value, "") }

    /// The signature of the value around it.
    @inlinable package mutating func signature(_ value: SignatureBytes?) throws(Refusal) -> SignatureBytes {
        try signature("signature", value, "")
    }
}

extension Optional {
    /// The value that a visitor was given to write; one that writes is always given it.
    @inlinable package var given: Wrapped {
        // A visitor that writes without a value would write something that nobody meant.
        guard let self else { preconditionFailure("a visitor that writes was given no value") }
        return self
    }
}
