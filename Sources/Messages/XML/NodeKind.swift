import CLibXML
import DutyModel

/// What the parser stands on, as far as messages need to tell it apart.
enum NodeKind: Sendable {
    /// Before the first node and after the last.
    case none
    case start
    case end
    case text
    /// White space between elements.
    case space
    /// What no message may hold: comments, processing instructions, CDATA sections, entities, document types.
    case other

    init(_ type: Int32) {
        switch UInt32(type) {
        case XML_READER_TYPE_NONE.rawValue: self = .none
        case XML_READER_TYPE_ELEMENT.rawValue: self = .start
        case XML_READER_TYPE_END_ELEMENT.rawValue: self = .end
        case XML_READER_TYPE_TEXT.rawValue: self = .text
        case XML_READER_TYPE_WHITESPACE.rawValue, XML_READER_TYPE_SIGNIFICANT_WHITESPACE.rawValue: self = .space
        default: self = .other
        }
    }
}

/// Keeps the first error the parser reports, instead of letting it print.
final class ParserFaults {
    private(set) var found = false
    private var line: Int32 = 0

    /// The parser's callback; the context is the unretained `ParserFaults` of the cursor that owns the reader.
    static let note: xmlStructuredErrorFunc = { context, error in
        guard let context, let error, error.pointee.level.rawValue >= XML_ERR_ERROR.rawValue else { return }
        let faults = Unmanaged<ParserFaults>.fromOpaque(context).takeUnretainedValue()
        guard !faults.found else { return }
        faults.found = true
        faults.line = error.pointee.line
    }

    /// The refusal that goes with it.
    var failure: DutyFailure {
        let place = line > 0 ? " (line \(line))" : ""
        return DutyFailure(.xmlMalformed, "The message is not well-formed XML\(place).")
    }
}
