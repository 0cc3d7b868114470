import DutyModel

/// Writes what a signature covers: each fact as a field of its own, those of values within values among them.
///
/// What may be left out is an empty field where it is, and nothing where it was added later. A list is led by its number.
@usableFromInline package struct SignedFormWriter: Visitor {
    /// The fields so far, without a context.
    @usableFromInline package var fields = CanonicalForm()
    @usableFromInline var hasAddition = false

    /// A writer that has written nothing.
    @usableFromInline package init() {}

    /// The form under the context of its version.
    @usableFromInline package func form(_ rule: SigningRule) -> CanonicalForm {
        CanonicalForm(context: hasAddition ? rule.additionContext ?? rule.context : rule.context, fields)
    }

    /// Appends the fields of a described value.
    @inlinable package mutating func append<D: Described>(_ value: D) { _ = D.visit(value, &self) }
}

extension SignedFormWriter {
    @inlinable package mutating func field<F: Leaf>(
        _ name: StaticString, _ value: F?, _ bounds: F.Bounds, _ says: StaticString
    ) -> F {
        value.given.append(to: &fields)
        return value.given
    }

    @inlinable package mutating func optional<F: Leaf>(
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

    @inlinable package mutating func element<D: Described>(_ value: D?, _ says: StaticString) -> D {
        D.visit(value, &self)
    }

    @inlinable package mutating func optional<D: Described>(
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

    @inlinable package mutating func list<D: Described>(
        _ name: StaticString, _ values: [D]?, _ count: ClosedRange<Int>, _ says: StaticString
    ) -> [D] {
        fields.append(number: UInt64(values.given.count))
        for value in values.given { append(value) }
        return values.given
    }

    @inlinable package mutating func words<F: Word>(
        _ name: StaticString, each: StaticString, _ values: [F]?, _ says: StaticString
    ) -> [F] {
        fields.append(number: UInt64(values.given.count))
        for value in values.given { value.append(to: &fields) }
        return values.given
    }

    @inlinable package mutating func choice<C: Choice>(_ value: C?) -> C {
        let arm = value.given.arm
        fields.append(text: arm.rawValue)
        return C.visit(arm, value, &self)
    }

    @inlinable package mutating func signature(
        _ name: StaticString, _ value: SignatureBytes?, _ says: StaticString
    ) -> SignatureBytes {
        value.given
    }
}

extension CanonicalForm {
    /// A form of a described value's fields under a context.
    @usableFromInline package init<D: Described>(context: SigningContext, of value: D) {
        self.init(context: context)
        append(value)
    }

    /// Appends the fields of a described value.
    @usableFromInline package mutating func append<D: Described>(_ value: D) {
        var writer = SignedFormWriter()
        swap(&writer.fields, &self)
        writer.append(value)
        self = writer.fields
    }
}
