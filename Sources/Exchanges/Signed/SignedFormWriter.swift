import DutyModel

/// Writes what a signature covers: each fact as a field of its own, those of values within values among them.
///
/// What may be left out is an empty field where it is, and nothing where it was added later. A list is led by its number.
public struct SignedFormWriter: Visitor {
    /// The fields so far, without a context.
    public var fields = CanonicalForm()
    @usableFromInline var hasAddition = false

    /// A writer that has written nothing.
    public init() {}

    /// The form under the context of its version.
    public func form(_ rule: SigningRule) -> CanonicalForm {
        CanonicalForm(context: hasAddition ? rule.additionContext ?? rule.context : rule.context, fields)
    }

    /// Appends the fields of a described value.
    @inlinable public mutating func append<D: Described>(_ value: D) { _ = D.visit(value, &self) }
}

extension SignedFormWriter {
    @inlinable public mutating func field<F: Leaf>(
        _ name: StaticString, _ value: F?, _ bounds: F.Bounds, _ says: StaticString
    ) -> F {
        value.given.append(to: &fields)
        return value.given
    }

    @inlinable public mutating func optional<F: Leaf>(
        _ name: StaticString, _ value: F?, _ bounds: F.Bounds, _ presence: Presence, _ says: StaticString
    ) -> F? {
        if presence == .addition { hasAddition = hasAddition || value != nil }
        if let value {
            value.append(to: &fields)
        } else if presence != .addition {
            fields.append([])
        }
        return value
    }

    @inlinable public mutating func element<D: Described>(_ value: D?, _ says: StaticString) -> D {
        D.visit(value, &self)
    }

    @inlinable public mutating func optional<D: Described>(
        _ value: D?, _ presence: Presence, _ says: StaticString
    ) -> D? {
        if presence == .addition { hasAddition = hasAddition || value != nil }
        if let value {
            append(value)
        } else if presence != .addition {
            fields.append([])
        }
        return value
    }

    @inlinable public mutating func list<D: Described>(
        _ name: StaticString, _ values: [D]?, _ count: ClosedRange<Int>, _ says: StaticString
    ) -> [D] {
        fields.append(number: UInt64(values.given.count))
        for value in values.given { append(value) }
        return values.given
    }

    @inlinable public mutating func words<F: Word>(
        _ name: StaticString, each: StaticString, _ values: [F]?, _ says: StaticString
    ) -> [F] {
        fields.append(number: UInt64(values.given.count))
        for value in values.given { value.append(to: &fields) }
        return values.given
    }

    @inlinable public mutating func choice<C: Choice>(_ value: C?) -> C {
        let arm = value.given.arm
        fields.append(text: arm.rawValue)
        return C.visit(arm, value, &self)
    }

    @inlinable public mutating func signature(
        _ name: StaticString, _ value: SignatureBytes?, _ says: StaticString
    ) -> SignatureBytes {
        value.given
    }
}
