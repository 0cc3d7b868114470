import CLibXML
import DutyModel
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
    private var shape = ElementShape("", [])
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

    /// Reads one value from its element and moves past it.
    func read<Element: MessageElement>(_ type: Element.Type) throws(DutyFailure) -> Element {
        try inside(Element.shape) { cursor throws(DutyFailure) in try Element(contentOf: cursor) }
    }

    /// Reads a list: an element that holds only elements of one name, in a number that must lie in the range.
    func list<Element: MessageElement>(
        _ list: ElementShape, of type: Element.Type, count range: ClosedRange<Int>
    ) throws(DutyFailure) -> [Element] {
        try inside(list) { cursor throws(DutyFailure) in
            var elements: [Element] = []
            while elements.count < range.lowerBound || cursor.isAt(Element.shape.name) {
                guard elements.count < range.upperBound else {
                    throw DutyFailure(.xmlElementUnexpected, "<\(list.name)> holds more than \(range.upperBound).")
                }
                elements.append(try cursor.read(type))
            }
            return elements
        }
    }

    /// Reads one element with what stands in it and moves past it.
    func inside<Value>(
        _ inner: ElementShape, attributesRead: Bool = false, _ body: (XMLCursor) throws(DutyFailure) -> Value
    ) throws(DutyFailure) -> Value {
        try requireStart(inner.name, attributesRead: attributesRead)
        let outer = shape
        shape = inner
        if xmlTextReaderIsEmptyElement(reader) == 1 {
            kind = .end
        } else {
            try advance()
        }
        let value = try body(self)
        guard kind == .end else { throw misplaced(nil) }
        shape = outer
        try advance()
        return value
    }

    /// Reads an element that holds text only, and moves past it; throws `xml_value_bad` where `parse` gives nil.
    func text<Value>(_ name: StaticString, _ parse: (ScannedText) -> Value?) throws(DutyFailure) -> Value {
        try requireStart(name, attributesRead: false)
        var value: Value?
        if xmlTextReaderIsEmptyElement(reader) == 1 {
            value = parse(ScannedText(UnsafeBufferPointer(start: nil, count: 0)))
        } else {
            try step()
            if kind == .text || kind == .space {
                let content = node?.pointee.content
                let count = content.map { strlen(UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self)) } ?? 0
                value = parse(ScannedText(UnsafeBufferPointer(start: content, count: count)))
                try step()
            } else {
                value = parse(ScannedText(UnsafeBufferPointer(start: nil, count: 0)))
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
        repeat { try step() } while kind == .space
    }

    private func step() throws(DutyFailure) {
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

    private func requireStart(_ name: StaticString, attributesRead: Bool) throws(DutyFailure) {
        guard isAt(name) else { throw misplaced(name) }
        guard attributesRead || node?.pointee.properties == nil else {
            throw unexpectedAttribute
        }
    }

    // MARK: What stands here

    private var currentName: UnsafePointer<UInt8> {
        node?.pointee.name ?? ("" as StaticString).utf8Start
    }

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
        let end = expected ?? "the end"
        switch kind {
        case .end, .none: return DutyFailure(.xmlElementMissing, "<\(end)> is missing in <\(shape.name)>.")
        case .text: return DutyFailure(.xmlElementUnexpected, "Text stands in <\(shape.name)>, which holds none.")
        case .space, .other, .start: break
        }
        guard isOurs else { return foreignNamespace }
        guard let place = shape.place(of: currentName) else {
            return DutyFailure(.xmlElementUnexpected, "<\(shownName)> is not expected in <\(shape.name)>.")
        }
        if let expected, let wanted = shape.place(of: expected), place > wanted {
            return DutyFailure(.xmlElementMissing, "<\(expected)> is missing before <\(shownName)>.")
        }
        return DutyFailure(.xmlElementDoubled, "<\(shownName)> stands twice in <\(shape.name)>.")
    }

    /// What to throw where none of several elements, of which one must come, stands here; `first` is the first of
    /// them in the shape.
    func missingChoice(_ what: StaticString, first: StaticString) -> DutyFailure {
        let missing = DutyFailure(.xmlElementMissing, "<\(shape.name)> lacks \(what).")
        switch kind {
        case .end, .none: return missing
        case .start:
            guard isOurs, let place = shape.place(of: currentName), let wanted = shape.place(of: first) else { break }
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
