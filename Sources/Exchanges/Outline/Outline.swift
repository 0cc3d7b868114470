import DutyModel

/// What a described value looks like: its fields in their order, with their bounds. Schema, reference and the table of bad
/// inputs are made of it, and so are the reader's refusals.
@usableFromInline package struct Outline: Sendable {
    /// The element that holds the value.
    package let element: String
    /// What the value is.
    package let meaning: String
    /// How it is signed; nil where it isn't.
    package let signing: SigningRule?
    /// What stands in it.
    package let parts: [Part]

    /// One part of a value.
    @usableFromInline package indirect enum Part: Sendable {
        /// A field that holds one fact.
        case field(String, LeafForm, Presence, says: String)
        /// The signature over the value around it.
        case signature(String, LeafForm, says: String)
        /// A value in an element of its own.
        case element(Outline, Presence, says: String)
        /// A list of values in an element of its own.
        case list(String, of: Outline, ClosedRange<Int>, says: String)
        /// A list of words in an element of its own, each of them once.
        case words(String, each: String, LeafForm, says: String)
        /// One of several things.
        case choice([Outline])

        /// The names of the elements that may stand in this part's place.
        package var elements: [String] {
            switch self {
            case .field(let name, _, _, _), .signature(let name, _, _), .list(let name, _, _, _),
                .words(let name, _, _, _):
                [name]
            case .element(let outline, _, _): [outline.element]
            case .choice(let arms): arms.map(\.element)
            }
        }
    }

    /// The outline of a described type.
    package static func of<D: Described>(_ type: D.Type) -> Outline {
        var drawing = OutlineDrawing()
        _ = D.visit(nil, &drawing)
        return Outline(
            element: "\(D.element)", meaning: D.meaning, signing: (D.self as? any Signed.Type)?.signing,
            parts: drawing.parts)
    }

    /// The outline of one thing of a choice.
    package static func of<C: Choice>(_ arm: C.Arm, in type: C.Type) -> Outline {
        var drawing = OutlineDrawing()
        _ = C.visit(arm, nil, &drawing)
        // An element that holds nothing but one value is explained by it.
        let only = drawing.groups.count == 1 ? drawing.groups[0] : nil
        return Outline(
            element: arm.rawValue, meaning: arm.meaning.isEmpty ? only?.meaning ?? "" : arm.meaning,
            signing: arm.signing ?? only?.signing, parts: drawing.parts)
    }

    /// One thing of a choice, made of the samples of its fields.
    package static func sample<C: Choice>(of arm: C.Arm, in type: C.Type = C.self) -> C {
        var drawing = OutlineDrawing()
        return C.visit(arm, nil, &drawing)
    }

    /// The names of the elements that may stand in it, in their order.
    package var elements: [String] { parts.flatMap(\.elements) }
}

/// Draws an outline: takes note of every field, and hands back values that only have the right type.
struct OutlineDrawing: Visitor {
    private(set) var parts: [Outline.Part] = []
    /// Those of the values whose fields stand among the others.
    private(set) var groups: [(meaning: String, signing: SigningRule?)] = []

    mutating func field<F: Leaf>(_ name: StaticString, _ value: F?, _ bounds: F.Bounds, _ says: StaticString) -> F {
        parts.append(.field("\(name)", F.form(bounds), .always, says: "\(says)"))
        return F.sample(bounds)
    }

    mutating func optional<F: Leaf>(
        _ name: StaticString, _ value: F?, _ bounds: F.Bounds, _ presence: Presence, _ says: StaticString
    ) -> F? {
        parts.append(.field("\(name)", F.form(bounds), presence, says: "\(says)"))
        return nil
    }

    mutating func element<D: Described>(_ value: D?, _ says: StaticString) -> D {
        parts.append(.element(Outline.of(D.self), .always, says: "\(says)"))
        return sample(D.self)
    }

    mutating func optional<D: Described>(_ value: D?, _ presence: Presence, _ says: StaticString) -> D? {
        parts.append(.element(Outline.of(D.self), presence, says: "\(says)"))
        return nil
    }

    mutating func group<D: Described>(_ value: D?) -> D {
        groups.append((D.meaning, (D.self as? any Signed.Type)?.signing))
        return D.visit(nil, &self)
    }

    mutating func list<D: Described>(
        _ name: StaticString, _ values: [D]?, _ count: ClosedRange<Int>, _ says: StaticString
    ) -> [D] {
        parts.append(.list("\(name)", of: Outline.of(D.self), count, says: "\(says)"))
        return []
    }

    mutating func words<F: Word>(
        _ name: StaticString, each: StaticString, _ values: [F]?, _ says: StaticString
    ) -> [F] {
        parts.append(.words("\(name)", each: "\(each)", F.form(Unbounded()), says: "\(says)"))
        return []
    }

    mutating func choice<C: Choice>(_ value: C?) -> C {
        parts.append(.choice(C.Arm.allCases.map { Outline.of($0, in: C.self) }))
        // Every choice has a first arm.
        return Outline.sample(of: C.Arm.allCases[C.Arm.allCases.startIndex])
    }

    mutating func signature(_ name: StaticString, _ value: SignatureBytes?, _ says: StaticString) -> SignatureBytes {
        parts.append(.signature("\(name)", SignatureBytes.form(Unbounded()), says: "\(says)"))
        return .unsigned
    }

    private func sample<D: Described>(_ type: D.Type) -> D {
        var other = OutlineDrawing()
        return D.visit(nil, &other)
    }

}
