import CLibXML

/// What the parser's callbacks write down while it reads.
///
/// They are given a pointer to it rather than an object: three calls an element, each of which would pay for keeping the object
/// and for watching who else is at it.
struct XMLNotes {
    private(set) var events: [XMLEvents.Event] = []
    private(set) var rootAttributes: [XMLEvents.Attribute] = []
    private(set) var texts: [UInt8] = []
    /// The line of what isn't well-formed; 0 where the parser names none.
    private(set) var faultLine: Int32 = 0
    private var isBroken = false
    // The namespace's name as the parser's dictionary has it; the same for all elements, mostly.
    private var namespace: UnsafePointer<UInt8>?

    /// Notes on a message of so many bytes.
    init(bytes: Int) {
        events.reserveCapacity(bytes / 16)
        texts.reserveCapacity(bytes)
    }

    /// The callbacks; their context is a pointer to notes that outlive the reading.
    static var callbacks: xmlSAXHandler {
        var callbacks = xmlSAXHandler()
        callbacks.initialized = UInt32(XML_SAX2_MAGIC)
        callbacks.startElementNs = { context, name, _, namespace, _, _, count, _, attributes in
            XMLNotes.at(context)?.pointee.start(name, in: namespace, attributes, count: Int(count))
        }
        callbacks.endElementNs = { context, _, _, _ in XMLNotes.at(context)?.pointee.append(.init(kind: .end)) }
        callbacks.characters = { context, bytes, count in
            XMLNotes.at(context)?.pointee.text(UnsafeBufferPointer(start: bytes, count: Int(count)))
        }
        callbacks.ignorableWhitespace = callbacks.characters
        callbacks.cdataBlock = { context, _, _ in XMLNotes.at(context)?.pointee.append(.init(kind: .other)) }
        callbacks.comment = { context, _ in XMLNotes.at(context)?.pointee.append(.init(kind: .other)) }
        callbacks.processingInstruction = { context, _, _ in XMLNotes.at(context)?.pointee.append(.init(kind: .other)) }
        callbacks.reference = { context, _ in XMLNotes.at(context)?.pointee.append(.init(kind: .other)) }
        callbacks.internalSubset = { context, _, _, _ in XMLNotes.at(context)?.pointee.append(.init(kind: .other)) }
        callbacks.serror = { context, error in
            guard let error, error.pointee.level.rawValue >= XML_ERR_ERROR.rawValue else { return }
            XMLNotes.at(context)?.pointee.breakOff(line: error.pointee.line)
        }
        return callbacks
    }

    private static func at(_ context: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<XMLNotes>? {
        context?.assumingMemoryBound(to: XMLNotes.self)
    }

    private mutating func append(_ event: XMLEvents.Event) {
        if !isBroken { events.append(event) }
    }

    private mutating func start(
        _ name: UnsafePointer<UInt8>?, in namespace: UnsafePointer<UInt8>?,
        _ attributes: UnsafeMutablePointer<UnsafePointer<UInt8>?>?, count: Int
    ) {
        if events.isEmpty, let attributes { rootAttributes = Self.read(attributes, count: count) }
        append(.init(kind: .start, name: name, isOurs: isOurs(namespace), hasAttributes: count > 0))
    }

    private mutating func isOurs(_ name: UnsafePointer<UInt8>?) -> Bool {
        guard let name else { return false }
        if name == namespace { return true }
        guard MessageSchema.namespace.equals(name) else { return false }
        namespace = name
        return true
    }

    // Five pointers each: name, prefix, namespace, and the value's begin and end.
    private static func read(
        _ attributes: UnsafeMutablePointer<UnsafePointer<UInt8>?>, count: Int
    ) -> [XMLEvents.Attribute] {
        (0..<count).compactMap { number in
            let parts = UnsafeBufferPointer(start: attributes + 5 * number, count: 5)
            guard let name = parts[0], let begin = parts[3], let end = parts[4] else { return nil }
            return XMLEvents.Attribute(
                name: String(cString: name), hasNamespace: parts[2] != nil,
                value: Array(UnsafeBufferPointer(start: begin, count: end - begin)))
        }
    }

    // The parser may hand out one text in pieces.
    private mutating func text(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard !isBroken else { return }
        let kind: NodeKind = bytes.allSatisfy(MessageScan.isSpace) ? .space : .text
        let start = texts.count
        texts.append(contentsOf: bytes)
        if let last = events.last, last.kind == .text || last.kind == .space {
            let whole: NodeKind = last.kind == .space ? kind : .text
            events[events.count - 1] = .init(kind: whole, text: last.text.lowerBound..<texts.count)
        } else {
            events.append(.init(kind: kind, text: start..<texts.count))
        }
    }

    /// Ends the notes with a fault, unless they have one.
    mutating func breakOff(line: Int32) {
        guard !isBroken else { return }
        faultLine = line
        events.append(.init(kind: .fault))
        isBroken = true
    }
}
