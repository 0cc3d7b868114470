import DutyModel

/// Writes elements as UTF-8 bytes; every text goes through the escaping here.
struct XMLWriter {
    private(set) var bytes: [UInt8] = []
    private let layout: MessageLayout
    private var depth = 0

    /// A writer with room for so many bytes before it must grow.
    init(layout: MessageLayout, capacity: Int) {
        self.layout = layout
        bytes.reserveCapacity(capacity)
    }

    /// Writes the value's element.
    mutating func write<Element: MessageElement>(_ element: Element) {
        let name = Element.shape.name
        open(name)
        element.writeContent(to: &self)
        close(name)
    }

    /// Writes an element that holds only the elements of a list.
    mutating func write<Element: MessageElement>(_ elements: [Element], in name: StaticString) {
        open(name)
        for element in elements { write(element) }
        close(name)
    }

    /// Writes `<name>`, with attributes that are known to need no escaping.
    mutating func open(_ name: StaticString, attributes: StaticString = "") {
        startLine()
        append(byte: UInt8(ascii: "<"))
        append(literal: name)
        append(literal: attributes)
        append(byte: UInt8(ascii: ">"))
        depth += 1
    }

    /// Writes `</name>`.
    mutating func close(_ name: StaticString) {
        depth -= 1
        startLine()
        append(literal: "</")
        append(literal: name)
        append(byte: UInt8(ascii: ">"))
    }

    /// Writes an element that holds text only: `count` bytes that need no escaping, which `fill` puts in place.
    ///
    /// One growth of the buffer for the whole element, since messages are mostly such elements.
    mutating func leaf(_ name: StaticString, count: Int, fill: (UnsafeMutablePointer<UInt8>) -> Void) {
        startLine()
        let length = name.utf8CodeUnitCount
        append(count: count + 2 * length + 5) { start in
            start[0] = UInt8(ascii: "<")
            (start + 1).update(from: name.utf8Start, count: length)
            start[length + 1] = UInt8(ascii: ">")
            fill(start + length + 2)
            let end = start + length + 2 + count
            end[0] = UInt8(ascii: "<")
            end[1] = UInt8(ascii: "/")
            (end + 2).update(from: name.utf8Start, count: length)
            end[length + 2] = UInt8(ascii: ">")
        }
    }

    /// Appends bytes that need no escaping.
    mutating func append(literal: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
    }

    /// Appends one byte that needs no escaping.
    mutating func append(byte: UInt8) { bytes.append(byte) }

    // Gives the end of the buffer, longer by `count` bytes, to be filled.
    private mutating func append(count: Int, fill: (UnsafeMutablePointer<UInt8>) -> Void) {
        let end = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: count))
        bytes.withUnsafeMutableBufferPointer { buffer in
            guard let start = buffer.baseAddress else { return }
            fill(start + end)
        }
    }

    private mutating func startLine() {
        guard layout == .indented else { return }
        append(byte: UInt8(ascii: "\n"))
        for _ in 0..<depth { append(literal: "  ") }
    }
}
