import DutyModel

/// One of a few words.
public protocol Word: Leaf, RawRepresentable, CaseIterable, Equatable where RawValue == String, Bounds == Unbounded {
    /// The simple type's name in the schema, and what it is.
    static var schemaType: (name: String, meaning: String) { get }
}

extension Word {
    public var textWidth: Int { rawValue.utf8.count }
    public func putText(at place: UnsafeMutablePointer<UInt8>) { place.put(rawValue) }
    public init?(text: LeafText, _ bounds: Unbounded) { self.init(rawValue: text.string) }

    // Every such type has a word.
    public static func sample(_ bounds: Unbounded) -> Self { allCases[allCases.startIndex] }
    public static func form(_ bounds: Unbounded) -> LeafForm {
        let words = allCases.map(\.rawValue)
        let quoted = words.map { "`\($0)`" }
        return LeafForm(
            schemaType.name, schemaType.meaning,
            holds: quoted.dropLast().joined(separator: ", ") + " or " + (quoted.last ?? ""),
            words.map { ("enumeration", $0) }, broken: ["", "nothing_of_the_kind", words[0].uppercased()])
    }

    @inlinable public func append(to binary: inout BinaryWriter) { binary.append(text: rawValue) }
    @inlinable public init(from binary: inout BinaryReader) throws(DutyFailure) {
        guard let word = Self(rawValue: try binary.text()) else { throw binary.damaged }
        self = word
    }
    public func append(to form: inout CanonicalForm) { form.append(text: rawValue) }
}

/// Yes or no.
extension Bool: Leaf {
    public var textWidth: Int { self ? 4 : 5 }
    public func putText(at place: UnsafeMutablePointer<UInt8>) { place.put(self ? "true" : "false") }
    public init?(text: LeafText, _ bounds: Unbounded) {
        switch text.string {
        case "true": self = true
        case "false": self = false
        default: return nil
        }
    }

    public static func sample(_ bounds: Unbounded) -> Bool { false }
    public static func form(_ bounds: Unbounded) -> LeafForm {
        LeafForm(
            "truth", "Yes or no.", holds: "`true` or `false`", [("enumeration", "true"), ("enumeration", "false")],
            broken: ["", "1", "TRUE", "yes"])
    }

    @inlinable public func append(to binary: inout BinaryWriter) { binary.append(number: self ? UInt8(1) : 0) }
    @inlinable public init(from binary: inout BinaryReader) throws(DutyFailure) { self = try binary.flag() }
    public func append(to form: inout CanonicalForm) { form.append(number: self ? 1 : 0) }
}

extension ServiceName: Word {
    public static var schemaType: (name: String, meaning: String) { ("serviceName", "A service.") }
}

extension DeviceStanding.State: Word {
    public static var schemaType: (name: String, meaning: String) { ("standingState", "What a device may do.") }
}

extension AuditDifference: Word {
    public static var schemaType: (name: String, meaning: String) { ("difference", "What an audit found.") }
}

extension PrintFormat: Word {
    public static var schemaType: (name: String, meaning: String) { ("printFormat", "The form of a drawing.") }
}

extension ServiceKeyPurpose: Word {
    public static var schemaType: (name: String, meaning: String) { ("keyPurpose", "For what a key may sign.") }
}
