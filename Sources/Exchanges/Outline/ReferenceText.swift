/// The reference of the messages in Markdown, made of their outline.
@usableFromInline package enum ReferenceText {
    /// A section for each element that holds others, in the order in which they are first named.
    package static func of(_ root: Outline) -> String {
        var reference = ReferenceWriter()
        reference.add(root)
        return reference.sections.map(\.text).joined(separator: "\n")
    }
}

private struct ReferenceWriter {
    private(set) var sections: [(element: String, text: String)] = []

    mutating func add(_ outline: Outline) {
        guard !sections.contains(where: { $0.element == outline.element }) else { return }
        let place = sections.count
        sections.append((outline.element, ""))
        var rows: [String] = []
        for part in outline.parts { rows += self.rows(of: part, signedAs: outline.signing) }
        sections[place].text =
            (["## `\(outline.element)`", "", outline.meaning] + Self.table(rows)).joined(separator: "\n") + "\n"
    }

    private static func table(_ rows: [String]) -> [String] {
        rows.isEmpty ? ["", "It holds nothing."] : ["", "| Element | Holds |", "|---|---|"] + rows
    }

    private mutating func rows(of part: Outline.Part, signedAs signing: SigningRule?) -> [String] {
        switch part {
        case .field(let name, let form, let presence, let says):
            return [Self.row(name, Self.joined(form.holds, says, presence))]
        case .signature(let name, let form, let says):
            let signer = signing.map { "\(form.holds) of \($0.signer) (`\($0.words)`)" } ?? form.holds
            return [Self.row(name, Self.joined(signer, says, .always))]
        case .element(let outline, let presence, let says):
            add(outline)
            return [Self.row(outline.element, Self.joined(Self.link(outline), says, presence))]
        case .list(let name, let outline, let count, let says):
            add(outline)
            return [
                Self.row(
                    name, Self.joined("\(count.lowerBound) to \(count.upperBound) \(Self.link(outline))", says, .always)
                )
            ]
        case .words(let name, let each, let form, let says):
            return [
                Self.row(name, Self.joined("any number of `\(each)`, each of them once: \(form.holds)", says, .always))
            ]
        case .choice(let arms):
            for arm in arms { add(arm) }
            return [
                Self.row(
                    arms.map { "[`\($0.element)`](#\($0.element.lowercased()))" }.joined(separator: ", "),
                    "one of these", quoted: false)
            ]
        }
    }

    private static func link(_ outline: Outline) -> String {
        "[`\(outline.element)`](#\(outline.element.lowercased()))"
    }

    private static func joined(_ holds: String, _ says: String, _ presence: Presence) -> String {
        let words = says.isEmpty ? holds : "\(holds); \(says)"
        return presence == .always || says.contains("left out") ? words : "\(words); may be left out"
    }

    private static func row(_ name: String, _ holds: String, quoted: Bool = true) -> String {
        "| \(quoted ? "`\(name)`" : name) | \(holds) |"
    }
}
