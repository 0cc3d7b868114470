import CLibXML
import DutyModel

/// What stands in a message, in its order: the starts and ends of elements and the texts between them.
///
/// libxml2 calls back as it reads (SAX2), which takes less than half the time of its reader or of its tree. No network, no DTD, no
/// entity of the message's own: `MessageScan` has refused those before, as it has bounded the bytes and with them the events.
final class XMLEvents {
    /// One thing that stands there.
    struct Event {
        let kind: NodeKind
        /// An element's name, which the parser's dictionary keeps; nil for a text.
        var name: UnsafePointer<UInt8>?
        /// Whether the element is in the namespace of messages.
        var isOurs = false
        /// Whether the element has attributes.
        var hasAttributes = false
        /// A text's place among the bytes of all texts.
        var text: Range<Int> = 0..<0
    }

    /// An attribute of the root; no other element may have one.
    struct Attribute {
        let name: String
        let hasNamespace: Bool
        let value: [UInt8]
    }

    let events: [Event]
    let rootAttributes: [Attribute]
    /// The refusal that goes with an event of the kind `fault`.
    let fault: DutyFailure
    private let texts: [UInt8]
    // Owned: freed by `deinit`, and by nothing else. Its dictionary keeps the names.
    private let parser: xmlParserCtxtPtr

    /// Reads the bytes. What isn't well-formed is the last event; whatever comes before it is there.
    init(_ bytes: UnsafeBufferPointer<UInt8>) throws(DutyFailure) {
        _ = Self.libraryIsReady
        guard let start = bytes.baseAddress, let length = Int32(exactly: bytes.count), let parser = xmlNewParserCtxt()
        else { throw DutyFailure(.xmlMalformed, "The message is empty.") }
        self.parser = parser
        parser.pointee.sax.pointee = XMLNotes.callbacks
        let options = XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue
        var notes = XMLNotes(bytes: bytes.count)
        withUnsafeMutablePointer(to: &notes) { notes in
            parser.pointee.userData = UnsafeMutableRawPointer(notes)
            let document = start.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
                xmlCtxtReadMemory(parser, $0, length, nil, "UTF-8", Int32(options))
            }
            // Nothing builds a document here; were there one, it would be ours to free.
            if let document { xmlFreeDoc(document) }
            parser.pointee.userData = nil
        }
        if parser.pointee.wellFormed == 0 { notes.breakOff(line: 0) }
        (events, rootAttributes, texts) = (notes.events, notes.rootAttributes, notes.texts)
        let place = notes.faultLine > 0 ? " (line \(notes.faultLine))" : ""
        fault = DutyFailure(.xmlMalformed, "The message is not well-formed XML\(place).")
    }

    deinit { xmlFreeParserCtxt(parser) }

    /// Hands out the bytes of a text.
    func withText<Value>(of event: Event, _ body: (UnsafeBufferPointer<UInt8>) -> Value) -> Value {
        texts.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[event.text])) }
    }

    // libxml2 wants its tables made once, before a second thread comes.
    private static let libraryIsReady: Void = xmlInitParser()
}
