/// What stands at a place of a message, as far as messages need to tell it apart.
enum NodeKind: Sendable {
    /// Before the first and after the last.
    case none
    case start
    case end
    case text
    /// White space between elements.
    case space
    /// What no message may hold: comments, processing instructions, CDATA sections, entities, document types.
    case other
    /// What is not XML; nothing follows it.
    case fault
}
