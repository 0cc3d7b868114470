import DutyModel

/// A fact that stands alone in a field: how it is written and read in every form there is.
public protocol Leaf: Sendable {
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

    /// Appends the value to a binary form.
    func append(to binary: inout BinaryWriter)
    /// Reads what `append(to:)` wrote. The bounds are not asked for: what is stored was let in once.
    init(from binary: inout BinaryReader) throws(DutyFailure)

    /// Appends the value as a field of a signed form.
    func append(to form: inout CanonicalForm)
}

/// The bounds of a type of which every value is good.
public struct Unbounded: Hashable, Sendable {
    /// No bounds.
    @inlinable public init() {}
}

/// How a fact is written in XML: its simple type in the schema and the words of the reference.
public struct LeafForm: Hashable, Sendable {
    /// The simple type's name.
    public let name: String
    /// What it is, for the schema.
    public let meaning: String
    /// How it is written, for the reference.
    public let holds: String
    /// The type that is restricted: `string`, `unsignedLong` or `dateTime`.
    public let base: String
    /// The facets of the restriction: each a name and its value.
    public let facets: [Facet]
    /// Texts of which each breaks one bound.
    public let broken: [String]

    /// A facet of XML Schema.
    public struct Facet: Hashable, Sendable {
        /// The facet's name: `pattern`, `enumeration`, `minInclusive`, …
        public let name: String
        /// Its value.
        public let value: String
    }

    /// A form of this name.
    public init(
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
