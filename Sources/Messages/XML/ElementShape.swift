import DutyModel

/// The name of an element and of those that may stand in it, in their order.
///
/// The decoder walks the order itself; the list only tells it how to name what it finds in the wrong place.
struct ElementShape: Sendable {
    let name: StaticString
    let children: [StaticString]

    init(_ name: StaticString, _ children: [StaticString]) {
        self.name = name
        self.children = children
    }

    /// Where in the order an element of this name stands, or nil where it never does.
    func place(of name: UnsafePointer<UInt8>) -> Int? {
        children.firstIndex { $0.equals(name) }
    }

    func place(of name: StaticString) -> Int? { place(of: name.utf8Start) }
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

/// A value that has an element of its own in messages.
protocol MessageElement {
    /// The element's name and content.
    static var shape: ElementShape { get }
    /// Writes what stands inside the element, in the order of the shape.
    func writeContent(to writer: inout XMLWriter)
    /// Reads what stands inside the element, in the order of the shape.
    init(contentOf cursor: XMLCursor) throws(DutyFailure)
}
