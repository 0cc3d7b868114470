import DutyModel

/// One of a few words.
@usableFromInline package protocol Word: Leaf, RawRepresentable, CaseIterable, Equatable
where RawValue == String, Bounds == Unbounded {
    /// The simple type's name in the schema, and what it is.
    static var schemaType: (name: String, meaning: String) { get }
}

extension Word {
    @usableFromInline package var textWidth: Int { rawValue.utf8.count }
    @usableFromInline package func putText(at place: UnsafeMutablePointer<UInt8>) { place.put(rawValue) }
    @usableFromInline package init?(text: LeafText, _ bounds: Unbounded) { self.init(rawValue: text.string) }

    // Every such type has a word.
    @usableFromInline package static func sample(_ bounds: Unbounded) -> Self { allCases[allCases.startIndex] }
    @usableFromInline package static func form(_ bounds: Unbounded) -> LeafForm {
        let words = allCases.map(\.rawValue)
        let quoted = words.map { "`\($0)`" }
        return LeafForm(
            schemaType.name, schemaType.meaning,
            holds: quoted.dropLast().joined(separator: ", ") + " or " + (quoted.last ?? ""),
            words.map { ("enumeration", $0) }, broken: ["", "nothing_of_the_kind", words[0].uppercased()])
    }

    @inlinable package func append(to binary: inout BinaryWriter) { binary.append(text: rawValue) }
    @inlinable package init(from binary: inout BinaryReader) throws(DutyFailure) {
        guard let word = Self(rawValue: try binary.text()) else { throw binary.damaged }
        self = word
    }
    @usableFromInline package func append(to form: inout CanonicalForm) { form.append(text: rawValue) }
}

/// Yes or no.
extension Bool: Leaf {
    @usableFromInline package var textWidth: Int { self ? 4 : 5 }
    @usableFromInline package func putText(at place: UnsafeMutablePointer<UInt8>) { place.put(self ? "true" : "false") }
    @usableFromInline package init?(text: LeafText, _ bounds: Unbounded) {
        switch text.string {
        case "true": self = true
        case "false": self = false
        default: return nil
        }
    }

    @usableFromInline package static func sample(_ bounds: Unbounded) -> Bool { false }
    @usableFromInline package static func form(_ bounds: Unbounded) -> LeafForm {
        LeafForm(
            "truth", "Yes or no.", holds: "`true` or `false`", [("enumeration", "true"), ("enumeration", "false")],
            broken: ["", "1", "TRUE", "yes"])
    }

    @inlinable package func append(to binary: inout BinaryWriter) { binary.append(number: self ? UInt8(1) : 0) }
    @inlinable package init(from binary: inout BinaryReader) throws(DutyFailure) { self = try binary.flag() }
    @usableFromInline package func append(to form: inout CanonicalForm) { form.append(number: self ? 1 : 0) }
}

extension ServiceName: Word {
    @usableFromInline package static var schemaType: (name: String, meaning: String) { ("serviceName", "A service.") }
}
