import DutyModel

/// A fact that stands alone in a field: how it is written and read in every form there is.
@usableFromInline package protocol Leaf: Storable, Sendable {
    /// What may hold it within the type's own range.
    associatedtype Bounds: Sendable

    /// How the fact is written in XML, within these bounds: for schema, reference and the table of bad inputs.
    static func form(_ bounds: Bounds) -> LeafForm
    /// A value within these bounds.
    static func sample(_ bounds: Bounds) -> Self

    /// How many bytes the text in XML takes.
    var textWidth: Int { get }
    /// Writes that many bytes here.
    func putText(at place: UnsafeMutablePointer<UInt8>)
    /// Reads the text; nil where it is not written in the one way that the schema allows.
    init?(text: LeafText, _ bounds: Bounds)

    /// Appends the value as a field of a signed form.
    func append(to form: inout CanonicalForm)
}

/// The bounds of a type of which every value is good.
@usableFromInline package struct Unbounded: Hashable, Sendable {
    /// No bounds.
    @inlinable package init() {}
}

/// How a fact is written in XML: its simple type in the schema and the words of the reference.
@usableFromInline package struct LeafForm: Hashable, Sendable {
    /// The simple type's name.
    @usableFromInline package let name: String
    /// What it is, for the schema.
    @usableFromInline package let meaning: String
    /// How it is written, for the reference.
    @usableFromInline package let holds: String
    /// The type that is restricted: `string`, `unsignedLong` or `dateTime`.
    @usableFromInline package let base: String
    /// The facets of the restriction: each a name and its value.
    @usableFromInline package let facets: [Facet]
    /// Texts of which each breaks one bound.
    @usableFromInline package let broken: [String]

    /// A facet of XML Schema.
    @usableFromInline package struct Facet: Hashable, Sendable {
        /// The facet's name: `pattern`, `enumeration`, `minInclusive`, …
        package let name: String
        /// Its value.
        package let value: String
    }

    /// A form of this name.
    @usableFromInline package init(
        _ name: String, _ meaning: String, holds: String, base: String = "string", _ facets: [(String, String)],
        broken: [String]
    ) {
        self.name = name
        self.meaning = meaning
        self.holds = holds
        self.base = base
        self.facets = facets.map { Facet(name: $0.0, value: $0.1) }
        self.broken = broken
    }
}
