/// The published schema (W3C XML Schema 1.0) of the messages, made of their outline.
@usableFromInline package enum SchemaText {
    /// The schema of messages whose root has this outline.
    package static func of(_ root: Outline, namespace: String, version: String) -> String {
        var schema = SchemaWriter(namespace: namespace)
        schema.add(root)
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <!-- Dutymark messages, version \(version). Made of the descriptions in Sources/Exchanges, and compared with them by a
                 test. The decoder refuses whatever this schema refuses, and also: other encodings than UTF-8, a byte order mark,
                 document types, comments, processing instructions, CDATA sections, attributes of XML Schema itself, and white
                 space around a number or a time. docs/reference/messages.md explains every field. -->
            <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="\(namespace)"
                targetNamespace="\(namespace)" elementFormDefault="qualified" version="\(version)">

              <xs:element name="\(root.element)" type="\(root.element)"/>

            \(schema.types(rootVersion: version))
            </xs:schema>

            """
    }
}

/// Collects the types of a schema, each once, in the order in which they are first named.
private struct SchemaWriter {
    let namespace: String
    private var complex: [(name: String, lines: [String])] = []
    private var simple: [LeafForm] = []

    init(namespace: String) { self.namespace = namespace }

    func types(rootVersion version: String) -> String {
        var lines: [String] = []
        for (place, type) in complex.enumerated() {
            lines.append("  <xs:complexType name=\"\(type.name)\">")
            lines += type.lines
            if place == 0 {
                lines.append(
                    "    <xs:attribute name=\"version\" type=\"xs:string\" use=\"required\" fixed=\"\(version)\"/>")
            }
            lines.append("  </xs:complexType>")
        }
        for form in simple { lines += Self.lines(of: form) }
        return lines.joined(separator: "\n")
    }

    mutating func add(_ outline: Outline) {
        add(outline.element, outline.meaning(withSigner: true)) { schema in
            outline.parts.flatMap { schema.lines(of: $0) }
        }
    }

    // The place is taken before the content is visited, so that a type stands before those that it names.
    private mutating func add(_ name: String, _ meaning: String, _ content: (inout SchemaWriter) -> [String]) {
        guard !complex.contains(where: { $0.name == name }) else { return }
        let place = complex.count
        complex.append((name, []))
        let inside = content(&self)
        let annotation =
            meaning.isEmpty
            ? [] : ["    <xs:annotation><xs:documentation>\(meaning.escaped)</xs:documentation></xs:annotation>"]
        let sequence = inside.isEmpty ? ["    <xs:sequence/>"] : ["    <xs:sequence>"] + inside + ["    </xs:sequence>"]
        complex[place].lines = annotation + sequence
    }

    private mutating func lines(of part: Outline.Part) -> [String] {
        switch part {
        case .field(let name, let form, let presence, _):
            add(form)
            return [Self.element(name, form.name, presence)]
        case .signature(let name, let form, _):
            add(form)
            return [Self.element(name, form.name, .always)]
        case .element(let outline, let presence, _):
            add(outline)
            return [Self.element(outline.element, outline.element, presence)]
        case .list(let name, let outline, let count, let says):
            add(name, says.isEmpty ? "" : says.asSentence) { schema in
                schema.add(outline)
                return [Self.element(outline.element, outline.element, count)]
            }
            return [Self.element(name, name, .always)]
        case .words(let name, let each, let form, let says):
            add(form)
            add(name, says.asSentence) { _ in [Self.element(each, form.name, 0...Int.max)] }
            return [
                "      <xs:element name=\"\(name)\" type=\"\(name)\">",
                "        <xs:unique name=\"\(each)Once\">",
                "          <xs:selector xpath=\"m:\(each)\" xmlns:m=\"\(namespace)\"/>",
                "          <xs:field xpath=\".\"/>",
                "        </xs:unique>",
                "      </xs:element>",
            ]
        case .choice(let arms):
            for arm in arms { add(arm) }
            return ["      <xs:choice>"] + arms.map { "  " + Self.element($0.element, $0.element, .always) }
                + ["      </xs:choice>"]
        }
    }

    private mutating func add(_ form: LeafForm) {
        if !simple.contains(where: { $0.name == form.name }) { simple.append(form) }
    }

    private static func element(_ name: String, _ type: String, _ presence: Presence) -> String {
        "      <xs:element name=\"\(name)\" type=\"\(type)\"\(presence == .always ? "" : " minOccurs=\"0\"")/>"
    }

    private static func element(_ name: String, _ type: String, _ count: ClosedRange<Int>) -> String {
        let least = count.lowerBound == 1 ? "" : " minOccurs=\"\(count.lowerBound)\""
        let most = count.upperBound == .max ? "unbounded" : String(count.upperBound)
        return "      <xs:element name=\"\(name)\" type=\"\(type)\"\(least) maxOccurs=\"\(most)\"/>"
    }

    private static func lines(of form: LeafForm) -> [String] {
        [
            "  <xs:simpleType name=\"\(form.name)\">",
            "    <xs:annotation><xs:documentation>\(form.meaning.escaped)</xs:documentation></xs:annotation>",
            "    <xs:restriction base=\"xs:\(form.base)\">",
        ] + form.facets.map { "      <xs:\($0.name) value=\"\($0.value.escaped)\"/>" } + [
            "    </xs:restriction>", "  </xs:simpleType>",
        ]
    }
}

extension Outline {
    /// What the value is, and under which context who signs it.
    func meaning(withSigner: Bool) -> String {
        guard let signing, withSigner else { return meaning }
        return "\(meaning) Signed by \(signing.signer) (\(signing.words))."
    }
}

extension SigningRule {
    /// The contexts: `dutymark.envelope.v1`, and `.v2` with what was added.
    var words: String {
        context.rawValue
            + (additionContext.map { "; .\($0.rawValue.split(separator: ".").last ?? "") with what was added" } ?? "")
    }
}

extension String {
    fileprivate var escaped: String {
        replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing("\"", with: "&quot;")
    }

    /// The words as a sentence: a capital letter and a full stop.
    fileprivate var asSentence: String { prefix(1).uppercased() + dropFirst() + "." }
}
