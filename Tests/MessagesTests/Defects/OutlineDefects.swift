import Exchanges
import Foundation
import Messages

/// A message of which one thing is wrong, made of the messages' own description.
struct OutlineDefect: Sendable {
    let what: String
    let code: String
    let message: String
}

/// Every way in which a description can be broken once: each field left out, doubled and in another's place, each bound
/// broken, each list too long.
struct OutlineDefects {
    private(set) var all: [OutlineDefect] = []

    /// The defects of one message, given as the encoder writes it in lines: an element a line.
    mutating func add(_ message: String, _ outline: Outline) {
        let lines = message.split(separator: "\n").map(String.init)
        guard let root = Element(lines) else { return }
        walk(root, outline.parts, path: outline.element) { $0.text }
    }

    private mutating func walk(
        _ element: Element, _ parts: [Outline.Part], path: String, _ whole: @escaping (Element) -> String
    ) {
        for (place, child) in element.children.enumerated() {
            guard let part = parts.first(where: { $0.elements.contains(child.name) }) else { continue }
            let name = "\(path)/\(child.name)"
            var without = element
            without.children.remove(at: place)
            if part.isAlwaysThere { note("\(name) is missing", "xml_element_missing", whole(without)) }
            var doubled = element
            doubled.children.insert(child, at: place)
            note("\(name) stands twice", "xml_element_doubled", whole(doubled))
            var more = element
            more.children.insert(Element("foreign", saying: ""), at: place)
            note("something foreign stands before \(name)", "", whole(more))
            if place + 1 < element.children.count {
                var swapped = element
                swapped.children.swapAt(place, place + 1)
                note("\(name) stands behind the next", "", whole(swapped))
            }
            let replaced: (Element) -> String = { new in
                var changed = element
                changed.children[place] = new
                return whole(changed)
            }
            descend(child, part, name, replaced)
        }
    }

    private mutating func descend(
        _ child: Element, _ part: Outline.Part, _ name: String, _ whole: @escaping (Element) -> String
    ) {
        switch part {
        case .field(_, let form, _, _), .signature(_, let form, _):
            for text in form.broken {
                note("\(name) is “\(text.prefix(40))”", "xml_value_bad", whole(child.saying(text)))
            }
        case .element(let outline, _, _): walk(child, outline.parts, path: name, whole)
        case .choice(let arms):
            guard let arm = arms.first(where: { $0.element == child.name }) else { return }
            walk(child, arm.parts, path: name, whole)
        case .words(_, let each, let form, _):
            for text in form.broken {
                note("\(name) has “\(text)”", "xml_value_bad", whole(child.holding([Element(each, saying: text)])))
            }
        case .list(_, let outline, let count, _):
            guard let first = child.children.first else { return }
            if count.lowerBound > 0 { note("\(name) is empty", "xml_element_missing", whole(child.holding([]))) }
            let many = Array(repeating: first, count: count.upperBound + 1)
            note("\(name) is too long", "xml_element_unexpected", whole(child.holding(many)))
            walk(first, outline.parts, path: "\(name)/\(first.name)") { whole(child.holding([$0])) }
        }
    }

    private mutating func note(_ what: String, _ code: String, _ message: String) {
        all.append(OutlineDefect(what: what, code: code, message: message))
    }
}

extension Outline.Part {
    fileprivate var isAlwaysThere: Bool {
        switch self {
        case .field(_, _, let presence, _), .element(_, let presence, _): presence == .always
        case .signature, .list, .words, .choice: true
        }
    }
}

/// An element of a message, as the encoder lays it out: one that holds text is a line, one that holds others is many.
private struct Element {
    let name: String
    private let opening: String
    private var line: String?
    var children: [Element] = []

    init?(_ lines: [String]) {
        var rest = lines.dropFirst()[...]
        self.init(&rest)
    }

    private init?(_ lines: inout ArraySlice<String>) {
        guard let first = lines.popFirst()?.trimmingCharacters(in: .whitespaces), first.hasPrefix("<") else {
            return nil
        }
        opening = first
        name = String(first.dropFirst().prefix { $0 != ">" && $0 != " " })
        if first.contains("</") {
            line = first
            return
        }
        while let next = lines.first, next.trimmingCharacters(in: .whitespaces) != "</\(name)>" {
            guard let child = Element(&lines) else { return nil }
            children.append(child)
        }
        lines = lines.dropFirst()
    }

    init(_ name: String, saying text: String) {
        self.name = name
        opening = "<\(name)>"
        line = "<\(name)>\(text)</\(name)>"
    }

    var text: String { line ?? opening + children.map(\.text).joined() + "</\(name)>" }

    func saying(_ text: String) -> Element { Element(name, saying: text) }

    func holding(_ children: [Element]) -> Element {
        var other = self
        other.children = children
        return other
    }
}
