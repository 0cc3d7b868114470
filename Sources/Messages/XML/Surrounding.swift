import Exchanges

/// The element around the cursor. What may stand in it is asked for only by a refusal, so reading pays nothing for it.
enum Surrounding {
    /// Before the root.
    case nothing
    /// A described value's.
    case value(any Described.Type)
    /// A list's, and the one kind of element that may stand in it.
    case list(StaticString, of: StaticString)
    /// The element of one thing of a choice: its name and what may stand in it.
    case arm(String, elements: @Sendable () -> [String])

    /// The element's name.
    var element: String {
        switch self {
        case .nothing: ""
        case .value(let type): "\(type.element)"
        case .list(let name, _): "\(name)"
        case .arm(let name, _): name
        }
    }

    /// The elements that may stand in it, in their order.
    var elements: [String] {
        switch self {
        case .nothing: []
        case .value(let type): Self.outline(of: type).elements
        case .list(_, let element): ["\(element)"]
        case .arm(_, let elements): elements()
        }
    }

    /// Where in the order an element of this name stands; nil where it never does.
    func place(of name: UnsafePointer<UInt8>) -> Int? { elements.firstIndex(of: String(cString: name)) }

    private static func outline<D: Described>(of type: D.Type) -> Outline { Outline.of(type) }
}

extension StaticString {
    /// Whether these are the bytes up to the terminating zero.
    func equals(_ other: UnsafePointer<UInt8>) -> Bool {
        var mine = utf8Start
        var theirs = other
        while mine.pointee == theirs.pointee {
            if mine.pointee == 0 { return true }
            mine += 1
            theirs += 1
        }
        return false
    }
}
