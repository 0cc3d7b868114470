import CLibXML
import DutyModel
import Exchanges
import Glibc

/// Walks the elements of one message in the order a reader of values asks for them.
///
/// A thin face of libxml2's xmlReader, which reads as it goes and keeps nothing it has passed. No network, no
/// DTD, no entity of the message's own; `MessageScan` has refused those before.
final class XMLCursor {
    // Owned: freed by `deinit`, and by nothing else.
    private let reader: xmlTextReaderPtr
    private let faults = ParserFaults()
    private var kind = NodeKind.none
    // The parser's node at the cursor; good until the next step.
    private var node: xmlNodePtr?
    private var around = Surrounding.nothing
    /// How often the parser moved on, and whether white space was passed over the last time.
    private var steps = 0
    private var isSpaced = false
    // The namespace object of the last element found to be ours; the same for all of them, mostly.
    private var namespace: UnsafeMutablePointer<xmlNs>?

    /// Reads the bytes with a cursor that stands on the root element.
    static func reading<Value>(
        _ bytes: [UInt8], _ body: (XMLCursor) throws(DutyFailure) -> Value
    ) throws(DutyFailure) -> Value {
        try bytes.withUnsafeBufferPointer { buffer throws(DutyFailure) -> Value in
            let cursor = try XMLCursor(buffer)
            try cursor.advance()
            let value = try body(cursor)
            try cursor.requireEndOfMessage()
            return value
        }
    }

    private init(_ bytes: UnsafeBufferPointer<UInt8>) throws(DutyFailure) {
        _ = Self.libraryIsReady
        let options = XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue
        guard let start = bytes.baseAddress, let length = Int32(exactly: bytes.count),
            let reader = start.withMemoryRebound(
                to: CChar.self, capacity: bytes.count,
                { xmlReaderForMemory($0, length, nil, "UTF-8", Int32(options | XML_PARSE_COMPACT.rawValue)) })
        else { throw DutyFailure(.xmlMalformed, "The message is empty.") }
        self.reader = reader
        xmlTextReaderSetStructuredErrorHandler(reader, ParserFaults.note, Unmanaged.passUnretained(faults).toOpaque())
    }

    deinit { xmlFreeTextReader(reader) }

    // libxml2 wants its tables made once, before a second thread comes.
    private static let libraryIsReady: Void = xmlInitParser()

    // MARK: Elements

    /// Whether the cursor stands on the start of this element.
    func isAt(_ name: StaticString) -> Bool { kind == .start && isOurs && name.equals(currentName) }

    /// The name of the element that the cursor stands on the start of; nil where it stands on none of ours.
    var nameHere: String? { kind == .start && isOurs ? String(cString: currentName) : nil }

    /// Reads one element with what stands in it and moves past it.
    func inside<Value>(
        _ inner: Surrounding, attributesRead: Bool = false, _ body: (XMLCursor) throws(DutyFailure) -> Value
    ) throws(DutyFailure) -> Value {
        guard attributesRead || node?.pointee.properties == nil else { throw unexpectedAttribute }
        let outer = around
        around = inner
        if xmlTextReaderIsEmptyElement(reader) == 1 {
            kind = .end
            isSpaced = false
        } else {
            try advance()
        }
        let (first, isSpaced) = (steps, isSpaced)
        let value = try body(self)
        guard kind == .end else { throw misplaced(nil) }
        // Where nothing may stand, white space is something.
        if case .arm = inner, isSpaced, steps == first {
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
        guard node?.pointee.properties == nil else { throw unexpectedAttribute }
        var value: Value?
        if xmlTextReaderIsEmptyElement(reader) == 1 {
            value = parse(LeafText(UnsafeBufferPointer(start: nil, count: 0)))
        } else {
            try step()
            if kind == .text || kind == .space {
                let content = node?.pointee.content
                let count = content.map { strlen(UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self)) } ?? 0
                value = parse(LeafText(UnsafeBufferPointer(start: content, count: count)))
                try step()
            } else {
                value = parse(LeafText(UnsafeBufferPointer(start: nil, count: 0)))
            }
            guard kind == .end else { throw misplaced(nil) }
        }
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
        guard isOurs else { throw foreignNamespace }
        guard name.equals(currentName) else { throw misplaced(nil) }
        var found = false
        var attribute = node?.pointee.properties
        while let current = attribute {
            guard current.pointee.ns == nil, let attributeName = current.pointee.name,
                ("version" as StaticString).equals(attributeName)
            else { throw unexpectedAttribute }
            let text = current.pointee.children
            guard let content = text?.pointee.content, text?.pointee.next == nil,
                MessageSchema.version.equals(content)
            else { throw DutyFailure(.xmlVersionUnsupported, "Version \(MessageSchema.version) is spoken here.") }
            found = true
            attribute = current.pointee.next
        }
        guard found else { throw DutyFailure(.xmlVersionUnsupported, "The message does not say its version.") }
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
        steps += 1
        let result = xmlTextReaderRead(reader)
        guard result >= 0, !faults.found else { throw faults.failure }
        guard result == 1 else {
            kind = .none
            node = nil
            return
        }
        node = xmlTextReaderCurrentNode(reader)
        kind = NodeKind(xmlTextReaderNodeType(reader))
        if kind == .other { throw DutyFailure(.xmlElementUnexpected, "Something that is no element stands in it.") }
    }

    // MARK: What stands here

    private var currentName: UnsafePointer<UInt8> { node?.pointee.name ?? ("" as StaticString).utf8Start }

    private var isOurs: Bool {
        guard let found = node?.pointee.ns else { return false }
        if found == namespace { return true }
        guard let name = found.pointee.href, MessageSchema.namespace.equals(name) else { return false }
        namespace = found
        return true
    }

    // MARK: Refusals

    // Called where `expected` (nil: the end of the element around) does not stand here.
    private func misplaced(_ expected: StaticString?) -> DutyFailure {
        let end = expected.map { "\($0)" } ?? "the end"
        switch kind {
        case .end, .none: return DutyFailure(.xmlElementMissing, "<\(end)> is missing in <\(around.element)>.")
        case .text: return DutyFailure(.xmlElementUnexpected, "Text stands in <\(around.element)>, which holds none.")
        case .space, .other, .start: break
        }
        guard isOurs else { return foreignNamespace }
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
            guard isOurs, let place = around.place(of: currentName),
                let wanted = around.elements.firstIndex(of: first)
            else { break }
            if place > wanted { return missing }
        case .text, .space, .other: break
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
        return String(decoding: UnsafeBufferPointer(start: name, count: min(Int(xmlStrlen(name)), 40)), as: UTF8.self)
    }
}
