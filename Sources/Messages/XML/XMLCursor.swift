import DutyModel
import Exchanges

/// Walks the elements of one message in the order a reader of values asks for them.
final class XMLCursor {
    private let found: XMLEvents
    private let events: [XMLEvents.Event]
    /// The place of the event at the cursor.
    private var place = -1
    private var event = XMLEvents.Event(kind: .none)
    private var around = Surrounding.nothing
    /// Whether white space was passed over the last time.
    private var isSpaced = false

    /// Reads the bytes with a cursor that stands on the root element.
    static func reading<Value>(
        _ bytes: [UInt8], _ body: (XMLCursor) throws(DutyFailure) -> Value
    ) throws(DutyFailure) -> Value {
        try bytes.withUnsafeBufferPointer { buffer throws(DutyFailure) -> Value in
            let cursor = XMLCursor(try XMLEvents(buffer))
            try cursor.advance()
            let value = try body(cursor)
            try cursor.requireEndOfMessage()
            return value
        }
    }

    private init(_ found: XMLEvents) {
        self.found = found
        events = found.events
    }

    private var kind: NodeKind { event.kind }

    // MARK: Elements

    /// Whether the cursor stands on the start of this element.
    func isAt(_ name: StaticString) -> Bool { kind == .start && event.isOurs && name.equals(currentName) }

    /// The name of the element that the cursor stands on the start of; nil where it stands on none of ours.
    var nameHere: String? { kind == .start && event.isOurs ? String(cString: currentName) : nil }

    /// Reads one element with what stands in it and moves past it.
    func inside<Value>(
        _ inner: Surrounding, attributesRead: Bool = false, _ body: (XMLCursor) throws(DutyFailure) -> Value
    ) throws(DutyFailure) -> Value {
        guard attributesRead || !event.hasAttributes else { throw unexpectedAttribute }
        let outer = around
        around = inner
        try advance()
        let (first, isSpaced) = (place, isSpaced)
        let value = try body(self)
        guard kind == .end else { throw misplaced(nil) }
        // Where nothing may stand, white space is something.
        if case .arm = inner, isSpaced, place == first {
            throw DutyFailure(.xmlElementUnexpected, "Text stands in <\(inner.element)>, which holds none.")
        }
        around = outer
        try advance()
        return value
    }

    /// Throws unless the cursor stands on the start of this element.
    func require(_ name: StaticString) throws(DutyFailure) {
        guard isAt(name) else { throw misplaced(name) }
    }

    /// Reads an element that holds text only, and moves past it; throws `xml_value_bad` where `parse` gives nil.
    func text<Value>(_ name: StaticString, _ parse: (LeafText) -> Value?) throws(DutyFailure) -> Value {
        try require(name)
        guard !event.hasAttributes else { throw unexpectedAttribute }
        try step()
        let value: Value?
        if kind == .text || kind == .space {
            value = found.withText(of: event) { parse(LeafText($0)) }
            try step()
        } else {
            value = parse(LeafText(UnsafeBufferPointer(start: nil, count: 0)))
        }
        guard kind == .end else { throw misplaced(nil) }
        guard let value else {
            throw DutyFailure(.xmlValueBad, "<\(name)> holds a value that the schema does not allow.")
        }
        try advance()
        return value
    }

    // MARK: Root

    /// Checks namespace, name and version of the root element, on which the cursor stands.
    func requireRoot(_ name: StaticString) throws(DutyFailure) {
        guard kind == .start else { throw DutyFailure(.xmlMalformed, "The message has no root element.") }
        guard event.isOurs else { throw foreignNamespace }
        guard name.equals(currentName) else { throw misplaced(nil) }
        for attribute in found.rootAttributes {
            guard !attribute.hasNamespace, attribute.name == "version" else { throw unexpectedAttribute }
        }
        guard let version = found.rootAttributes.first else {
            throw DutyFailure(.xmlVersionUnsupported, "The message does not say its version.")
        }
        guard version.value.elementsEqual("\(MessageSchema.version)".utf8) else {
            throw DutyFailure(.xmlVersionUnsupported, "Version \(MessageSchema.version) is spoken here.")
        }
    }

    private func requireEndOfMessage() throws(DutyFailure) {
        guard kind == .none else { throw misplaced(nil) }
    }

    // MARK: Steps

    private func advance() throws(DutyFailure) {
        try step()
        isSpaced = kind == .space
        while kind == .space { try step() }
    }

    private func step() throws(DutyFailure) {
        place += 1
        event = place < events.count ? events[place] : XMLEvents.Event(kind: .none)
        if kind == .fault { throw found.fault }
        if kind == .other { throw DutyFailure(.xmlElementUnexpected, "Something that is no element stands in it.") }
    }

    // MARK: What stands here

    private var currentName: UnsafePointer<UInt8> { event.name ?? ("" as StaticString).utf8Start }

    // MARK: Refusals

    // Called where `expected` (nil: the end of the element around) does not stand here.
    private func misplaced(_ expected: StaticString?) -> DutyFailure {
        let end = expected.map { "\($0)" } ?? "the end"
        switch kind {
        case .end, .none: return DutyFailure(.xmlElementMissing, "<\(end)> is missing in <\(around.element)>.")
        case .text: return DutyFailure(.xmlElementUnexpected, "Text stands in <\(around.element)>, which holds none.")
        case .space, .other, .fault, .start: break
        }
        guard event.isOurs else { return foreignNamespace }
        guard let place = around.place(of: currentName) else {
            return DutyFailure(.xmlElementUnexpected, "<\(shownName)> is not expected in <\(around.element)>.")
        }
        if let expected, let wanted = around.elements.firstIndex(of: "\(expected)"), place > wanted {
            return DutyFailure(.xmlElementMissing, "<\(expected)> is missing before <\(shownName)>.")
        }
        return DutyFailure(.xmlElementDoubled, "<\(shownName)> stands twice in <\(around.element)>.")
    }

    /// What to throw where none of several elements, of which one must come, stands here; `first` is the first of
    /// them.
    func missingChoice(_ what: StaticString, first: String) -> DutyFailure {
        let missing = DutyFailure(.xmlElementMissing, "<\(around.element)> lacks \(what).")
        switch kind {
        case .end, .none: return missing
        case .start:
            guard event.isOurs, let place = around.place(of: currentName),
                let wanted = around.elements.firstIndex(of: first)
            else { break }
            if place > wanted { return missing }
        case .text, .space, .other, .fault: break
        }
        return misplaced(nil)
    }

    private var foreignNamespace: DutyFailure {
        DutyFailure(.xmlNamespaceWrong, "<\(shownName)> is not in the namespace \(MessageSchema.namespace).")
    }

    private var unexpectedAttribute: DutyFailure {
        DutyFailure(.xmlElementUnexpected, "<\(shownName)> carries an attribute that is not expected.")
    }

    // The name, cut: it comes from outside.
    private var shownName: String {
        let name = currentName
        return String(String(cString: name).prefix(40))
    }
}
