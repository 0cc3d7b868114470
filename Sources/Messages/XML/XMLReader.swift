import DutyModel
import Exchanges

/// Reads described values from their elements, in the order in which their descriptions name the fields.
struct XMLReader: Visitor {
    private let cursor: XMLCursor

    /// Reads the root, a value of this type.
    static func root<D: Described>(_ type: D.Type, of bytes: [UInt8]) throws(DutyFailure) -> D {
        try XMLCursor.reading(bytes) { cursor throws(DutyFailure) in
            try cursor.requireRoot(D.element)
            var reader = XMLReader(cursor: cursor)
            return try reader.content(of: type, attributesRead: true)
        }
    }

    private mutating func content<D: Described>(
        of type: D.Type, attributesRead: Bool = false
    ) throws(DutyFailure) -> D {
        try cursor.inside(.value(type), attributesRead: attributesRead) { [cursor] _ throws(DutyFailure) in
            var reader = XMLReader(cursor: cursor)
            return try D.visit(nil, &reader)
        }
    }

    mutating func field<F: Leaf>(
        _ name: StaticString, _ value: F?, _ bounds: F.Bounds, _ says: StaticString
    ) throws(DutyFailure) -> F {
        try cursor.text(name) { F(text: $0, bounds) }
    }

    mutating func optional<F: Leaf>(
        _ name: StaticString, _ value: F?, _ bounds: F.Bounds, _ presence: Presence, _ says: StaticString
    ) throws(DutyFailure) -> F? {
        cursor.isAt(name) ? try cursor.text(name) { F(text: $0, bounds) } : nil
    }

    mutating func element<D: Described>(_ value: D?, _ says: StaticString) throws(DutyFailure) -> D {
        try cursor.require(D.element)
        return try content(of: D.self)
    }

    mutating func optional<D: Described>(
        _ value: D?, _ presence: Presence, _ says: StaticString
    ) throws(DutyFailure) -> D? {
        cursor.isAt(D.element) ? try content(of: D.self) : nil
    }

    mutating func list<D: Described>(
        _ name: StaticString, _ values: [D]?, _ count: ClosedRange<Int>, _ says: StaticString
    ) throws(DutyFailure) -> [D] {
        try cursor.require(name)
        return try cursor.inside(.list(name, of: D.element)) { [cursor] _ throws(DutyFailure) in
            var reader = XMLReader(cursor: cursor)
            var values: [D] = []
            while values.count < count.lowerBound || cursor.isAt(D.element) {
                guard values.count < count.upperBound else {
                    throw DutyFailure(.xmlElementUnexpected, "<\(name)> holds more than \(count.upperBound).")
                }
                values.append(try reader.element(nil, ""))
            }
            return values
        }
    }

    mutating func words<F: Word>(
        _ name: StaticString, each: StaticString, _ values: [F]?, _ says: StaticString
    ) throws(DutyFailure) -> [F] {
        try cursor.require(name)
        return try cursor.inside(.list(name, of: each)) { cursor throws(DutyFailure) in
            var words: [F] = []
            while cursor.isAt(each) {
                let word = try cursor.text(each) { F(text: $0, Unbounded()) }
                guard !words.contains(word) else {
                    throw DutyFailure(.xmlElementDoubled, "The \(each) \(word.rawValue) stands twice.")
                }
                words.append(word)
            }
            return words
        }
    }

    mutating func choice<C: Choice>(_ value: C?) throws(DutyFailure) -> C {
        guard let name = cursor.nameHere, let arm = C.Arm(rawValue: name) else {
            let first = C.Arm.allCases.first?.rawValue ?? ""
            throw cursor.missingChoice(C.what, first: first)
        }
        return try cursor.inside(.arm(name, elements: { Outline.of(arm, in: C.self).elements })) {
            [cursor] _ throws(DutyFailure) in
            var reader = XMLReader(cursor: cursor)
            return try C.visit(arm, nil, &reader)
        }
    }
}
