import DutyModel

extension Described {
    @inlinable package func append(to binary: inout BinaryWriter) { _ = Self.visit(self, &binary) }
    @inlinable package init(from binary: inout BinaryReader) throws(DutyFailure) {
        self = try Self.visit(nil, &binary)
    }
}

extension Choice {
    @inlinable package func append(to binary: inout BinaryWriter) { _ = binary.choice(self) }
    @inlinable package init(from binary: inout BinaryReader) throws(DutyFailure) { self = try binary.choice(nil) }
}

extension BinaryWriter: Visitor {
    @inlinable package mutating func field<F: Leaf>(
        _ name: StaticString, _ value: F?, _ bounds: F.Bounds, _ says: StaticString
    ) -> F {
        append(value.given)
        return value.given
    }

    @inlinable package mutating func optional<F: Leaf>(
        _ name: StaticString, _ value: F?, _ bounds: F.Bounds, _ presence: Presence, _ says: StaticString
    ) -> F? {
        append(ifAny: value)
        return value
    }

    @inlinable package mutating func element<D: Described>(_ value: D?, _ says: StaticString) -> D {
        D.visit(value, &self)
    }

    @inlinable package mutating func optional<D: Described>(
        _ value: D?, _ presence: Presence, _ says: StaticString
    ) -> D? {
        append(ifAny: value)
        return value
    }

    @inlinable package mutating func list<D: Described>(
        _ name: StaticString, _ values: [D]?, _ count: ClosedRange<Int>, _ says: StaticString
    ) -> [D] {
        append(list: values.given)
        return values.given
    }

    @inlinable package mutating func words<F: Word>(
        _ name: StaticString, each: StaticString, _ values: [F]?, _ says: StaticString
    ) -> [F] {
        append(list: values.given)
        return values.given
    }

    @inlinable package mutating func choice<C: Choice>(_ value: C?) -> C {
        append(number: value.given.arm.tag)
        return C.visit(value.given.arm, value, &self)
    }
}

extension BinaryReader: Visitor {
    @inlinable package mutating func field<F: Leaf>(
        _ name: StaticString, _ value: F?, _ bounds: F.Bounds, _ says: StaticString
    ) throws(DutyFailure) -> F {
        try next()
    }

    @inlinable package mutating func optional<F: Leaf>(
        _ name: StaticString, _ value: F?, _ bounds: F.Bounds, _ presence: Presence, _ says: StaticString
    ) throws(DutyFailure) -> F? {
        guard presence != .addition || hasAdditions else { return nil }
        return try nextIfAny()
    }

    @inlinable package mutating func element<D: Described>(_ value: D?, _ says: StaticString) throws(DutyFailure) -> D {
        try next()
    }

    @inlinable package mutating func optional<D: Described>(
        _ value: D?, _ presence: Presence, _ says: StaticString
    ) throws(DutyFailure) -> D? {
        guard presence != .addition || hasAdditions else { return nil }
        return try nextIfAny()
    }

    @inlinable package mutating func list<D: Described>(
        _ name: StaticString, _ values: [D]?, _ count: ClosedRange<Int>, _ says: StaticString
    ) throws(DutyFailure) -> [D] {
        try nextList()
    }

    @inlinable package mutating func words<F: Word>(
        _ name: StaticString, each: StaticString, _ values: [F]?, _ says: StaticString
    ) throws(DutyFailure) -> [F] {
        try nextList()
    }

    @inlinable package mutating func choice<C: Choice>(_ value: C?) throws(DutyFailure) -> C {
        guard let arm = C.Arm(tag: try number()) else { throw damaged }
        return try C.visit(arm, nil, &self)
    }
}
