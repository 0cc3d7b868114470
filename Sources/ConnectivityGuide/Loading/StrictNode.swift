import DutyModel
import Yams

/// A node of a YAML file that is read strictly: what is not asked for is an error that names its line.
struct StrictNode {
    let node: Node
    let fileName: String

    /// A failure at this node's line.
    func failure(_ code: FailureCode, _ what: String) -> DutyFailure {
        DutyFailure(code, "\(fileName), line \(node.mark?.line ?? 1): \(what).")
    }

    /// The members of a mapping that has all required keys and none but those and the optional ones.
    func members(required: [String], optional: [String] = []) throws(DutyFailure) -> [String: StrictNode] {
        guard case .mapping(let mapping) = node else { throw failure(.guideBadValue, "keys and values belong here") }
        var members: [String: StrictNode] = [:]
        for (key, value) in mapping {
            let keyNode = StrictNode(node: key, fileName: fileName)
            guard case .scalar(let scalar) = key else {
                throw keyNode.failure(.guideUnknownKey, "a key must be a word")
            }
            let name = scalar.string
            guard required.contains(name) || optional.contains(name) else {
                throw keyNode.failure(.guideUnknownKey, "unknown key “\(name.prefix(64))”")
            }
            guard members.updateValue(StrictNode(node: value, fileName: fileName), forKey: name) == nil else {
                throw keyNode.failure(.guideDoubled, "the key “\(name)” stands twice")
            }
        }
        if let missing = required.first(where: { members[$0] == nil }) {
            throw failure(.guideKeyMissing, "the key “\(missing)” is missing")
        }
        return members
    }

    /// The items of a list.
    func items() throws(DutyFailure) -> [StrictNode] {
        guard case .sequence(let sequence) = node else { throw failure(.guideBadValue, "a list belongs here") }
        return sequence.map { StrictNode(node: $0, fileName: fileName) }
    }

    /// A text that is not empty.
    func text() throws(DutyFailure) -> String {
        guard case .scalar(let scalar) = node, !scalar.string.isEmpty else {
            throw failure(.guideBadValue, "a text belongs here")
        }
        return scalar.string
    }

    /// One text, or a list of at least one.
    func texts() throws(DutyFailure) -> [String] {
        if case .scalar = node { return [try text()] }
        var texts: [String] = []
        for item in try items() { texts.append(try item.text()) }
        guard !texts.isEmpty else { throw failure(.guideBadValue, "a text belongs here") }
        return texts
    }

    /// A whole number from 1 upwards, written in decimal digits.
    func positiveNumber() throws(DutyFailure) -> Int {
        let written = try text()
        guard let number = Int(written), number > 0, String(number) == written else {
            throw failure(.guideBadValue, "“\(written.prefix(24))” is not a whole number above 0")
        }
        return number
    }

    /// `true` or `false`.
    func flag() throws(DutyFailure) -> Bool {
        switch try text() {
        case "true": return true
        case "false": return false
        case let written: throw failure(.guideBadValue, "“\(written.prefix(24))” is neither true nor false")
        }
    }

    /// A port from 1 to 65535.
    func portNumber() throws(DutyFailure) -> UInt16 {
        let written = try text()
        guard let number = UInt16(written), number > 0, String(number) == written else {
            throw failure(.guideBadPort, "“\(written.prefix(24))” is not a port from 1 to 65535")
        }
        return number
    }

    /// One of the words of a vocabulary.
    func word<Word: RawRepresentable & CaseIterable>(_: Word.Type) throws(DutyFailure) -> Word
    where Word.RawValue == String {
        let written = try text()
        guard let word = Word(rawValue: written) else {
            let known = Word.allCases.map(\.rawValue).joined(separator: ", ")
            throw failure(.guideBadValue, "“\(written.prefix(24))” is not one of \(known)")
        }
        return word
    }
}

extension [String: StrictNode] {
    /// The words of the original guide under the key `source`, or none.
    func source() throws(DutyFailure) -> [String] {
        guard let node = self["source"] else { return [] }
        return try node.texts()
    }

    /// A member that `members(required:optional:)` has already found to be there.
    func member(_ key: String, of parent: StrictNode) throws(DutyFailure) -> StrictNode {
        guard let member = self[key] else { throw parent.failure(.guideKeyMissing, "the key “\(key)” is missing") }
        return member
    }
}
