import DutyModel
import Exchanges

/// Writes described values as XML elements in UTF-8; every text goes through the escaping of its type.
struct XMLWriter: Visitor {
    private(set) var bytes: [UInt8] = []
    private let layout: MessageLayout
    private var depth = 0
    /// Whether nothing stands yet in the element that was opened last.
    private var isEmpty = false

    /// A writer with room for so many bytes before it must grow.
    init(layout: MessageLayout, capacity: Int) {
        self.layout = layout
        bytes.reserveCapacity(capacity)
    }

    /// Writes the value's element as the root, with attributes that are known to need no escaping.
    mutating func root<D: Described>(_ value: D, attributes: StaticString) {
        append(literal: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")
        open(Name(D.element), attributes: attributes)
        _ = D.visit(value, &self)
        close(Name(D.element))
    }

    /// An element's name.
    struct Name {
        let start: UnsafePointer<UInt8>
        let count: Int

        init(_ name: StaticString) {
            start = name.utf8Start
            count = name.utf8CodeUnitCount
        }

        init(_ bytes: UnsafeBufferPointer<UInt8>) {
            start = bytes.baseAddress ?? ("" as StaticString).utf8Start
            count = bytes.count
        }
    }

    private mutating func open(_ name: Name, attributes: StaticString = "") {
        startLine()
        let length = attributes.utf8CodeUnitCount
        append(count: name.count + length + 2) { start in
            start[0] = UInt8(ascii: "<")
            (start + 1).update(from: name.start, count: name.count)
            (start + 1 + name.count).update(from: attributes.utf8Start, count: length)
            start[1 + name.count + length] = UInt8(ascii: ">")
        }
        depth += 1
        isEmpty = true
    }

    /// Writes the end of an element; of one that may hold nothing on the same line, for there white space is something.
    private mutating func close(_ name: Name, mayHoldNothing: Bool = false) {
        depth -= 1
        if !(isEmpty && mayHoldNothing) { startLine() }
        isEmpty = false
        append(count: name.count + 3) { start in
            start[0] = UInt8(ascii: "<")
            start[1] = UInt8(ascii: "/")
            (start + 2).update(from: name.start, count: name.count)
            start[name.count + 2] = UInt8(ascii: ">")
        }
    }

    /// Writes an element that holds one fact, with one growth of the buffer: messages are mostly such elements.
    private mutating func leaf<F: Leaf>(_ name: StaticString, _ value: F) {
        startLine()
        isEmpty = false
        let (width, length) = (value.textWidth, name.utf8CodeUnitCount)
        append(count: width + 2 * length + 5) { start in
            start[0] = UInt8(ascii: "<")
            (start + 1).update(from: name.utf8Start, count: length)
            start[length + 1] = UInt8(ascii: ">")
            value.putText(at: start + length + 2)
            let end = start + length + 2 + width
            end[0] = UInt8(ascii: "<")
            end[1] = UInt8(ascii: "/")
            (end + 2).update(from: name.utf8Start, count: length)
            end[length + 2] = UInt8(ascii: ">")
        }
    }

    private mutating func append(literal: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
    }

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
        append(literal: "\n")
        for _ in 0..<depth { append(literal: "  ") }
    }
}

extension XMLWriter {
    mutating func field<F: Leaf>(_ name: StaticString, _ value: F?, _ bounds: F.Bounds, _ says: StaticString) -> F {
        leaf(name, value.given)
        return value.given
    }

    mutating func optional<F: Leaf>(
        _ name: StaticString, _ value: F?, _ bounds: F.Bounds, _ presence: Presence, _ says: StaticString
    ) -> F? {
        if let value { leaf(name, value) }
        return value
    }

    mutating func element<D: Described>(_ value: D?, _ says: StaticString) -> D {
        open(Name(D.element))
        defer { close(Name(D.element)) }
        return D.visit(value, &self)
    }

    mutating func optional<D: Described>(_ value: D?, _ presence: Presence, _ says: StaticString) -> D? {
        guard let value else { return nil }
        return element(value, says)
    }

    mutating func list<D: Described>(
        _ name: StaticString, _ values: [D]?, _ count: ClosedRange<Int>, _ says: StaticString
    ) -> [D] {
        open(Name(name))
        for value in values.given { _ = element(value, "") }
        close(Name(name))
        return values.given
    }

    mutating func words<F: Word>(
        _ name: StaticString, each: StaticString, _ values: [F]?, _ says: StaticString
    ) -> [F] {
        open(Name(name))
        for value in values.given { leaf(each, value) }
        close(Name(name))
        return values.given
    }

    mutating func choice<C: Choice>(_ value: C?) -> C {
        let arm = value.given.arm
        var name = arm.rawValue
        name.withUTF8 { open(Name($0)) }
        let result = C.visit(arm, value, &self)
        name.withUTF8 { close(Name($0), mayHoldNothing: true) }
        return result
    }
}
