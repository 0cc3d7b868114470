import DutyModel
import Exchanges

extension SampleForms {
    /// A form of every signed value that a message holds, made of the samples of its fields: whoever adds one to the messages
    /// gets its vector. Those with a sample of their own are left out.
    static func described(besides own: [Sample]) -> [Sample] {
        var walk = SignedValueWalk()
        _ = walk.element(MessageEnvelope?.none)
        var known = Set(own.map(\.context))
        return walk.found.filter { known.insert($0.context).inserted }
    }
}

/// Walks everything that a message can hold, with a sample for each fact.
private struct SignedValueWalk: Visitor {
    private(set) var found: [SampleForms.Sample] = []

    private mutating func note<D: Described>(_ value: D) -> D {
        if let signed = value as? any Signed {
            found.append(
                SampleForms.Sample(name: "\(D.element)", context: signed.signing.context, form: signed.signedForm))
        }
        return value
    }

    mutating func field<F: Leaf>(_ name: StaticString, _ value: F?, _ bounds: F.Bounds, _ says: StaticString) -> F {
        F.sample(bounds)
    }

    mutating func optional<F: Leaf>(
        _ name: StaticString, _ value: F?, _ bounds: F.Bounds, _ presence: Presence, _ says: StaticString
    ) -> F? { presence == .addition ? nil : F.sample(bounds) }

    mutating func element<D: Described>(_ value: D?, _ says: StaticString) -> D { note(D.visit(nil, &self)) }

    mutating func group<D: Described>(_ value: D?) -> D { note(D.visit(nil, &self)) }

    mutating func optional<D: Described>(_ value: D?, _ presence: Presence, _ says: StaticString) -> D? {
        let sample: D = element(nil, says)
        return presence == .addition ? nil : sample
    }

    mutating func list<D: Described>(
        _ name: StaticString, _ values: [D]?, _ count: ClosedRange<Int>, _ says: StaticString
    ) -> [D] { [element(nil, says)] }

    mutating func words<F: Word>(
        _ name: StaticString, each: StaticString, _ values: [F]?, _ says: StaticString
    ) -> [F] { [F.sample(Unbounded())] }

    mutating func choice<C: Choice>(_ value: C?) -> C {
        let values = C.Arm.allCases.map { C.visit($0, nil, &self) }
        return values[0]
    }
}
