import DutyModel
import Yams

/// What a file that is read strictly describes.
package enum StrictFileKind: Sendable {
    /// A connectivity guide; each sort of defect has a code of its own.
    case guide
    /// How an installation runs; every defect is `config_invalid`, and its message names the key.
    case configuration
}

/// A node of a YAML file that is read strictly: what is not asked for is an error that names its line.
package struct StrictNode {
    let node: Node
    let fileName: String
    let kind: StrictFileKind
    /// The keys that lead here from the file's beginning, joined by dots.
    let key: String

    /// A failure at this node's line.
    package func failure(_ code: FailureCode, _ what: String) -> DutyFailure {
        let place = "\(fileName), line \(node.mark?.line ?? 1)"
        return switch kind {
        case .guide: DutyFailure(code, "\(place): \(what).")
        case .configuration: DutyFailure(.configInvalid, "\(place)\(key.isEmpty ? "" : ", \(key)"): \(what).")
        }
    }

    /// A failure of a value that stands here.
    package func badValue(_ what: String) -> DutyFailure { failure(.guideBadValue, what) }

    private func below(_ node: Node, key: String) -> StrictNode {
        StrictNode(node: node, fileName: fileName, kind: kind, key: key)
    }

    /// The members of a mapping that has all required keys and none but those and the optional ones.
    package func members(required: [String], optional: [String] = []) throws(DutyFailure) -> [String: StrictNode] {
        guard case .mapping(let mapping) = node else { throw failure(.guideBadValue, "keys and values belong here") }
        var members: [String: StrictNode] = [:]
        for (key, value) in mapping {
            let keyNode = below(key, key: self.key)
            guard case .scalar(let scalar) = key else {
                throw keyNode.failure(.guideUnknownKey, "a key must be a word")
            }
            let name = scalar.string
            guard required.contains(name) || optional.contains(name) else {
                throw keyNode.failure(.guideUnknownKey, "unknown key “\(name.prefix(64))”")
            }
            let member = below(value, key: self.key + (self.key.isEmpty ? "" : ".") + name)
            guard members.updateValue(member, forKey: name) == nil else {
                throw keyNode.failure(.guideDoubled, "the key “\(name)” stands twice")
            }
        }
        if let missing = required.first(where: { members[$0] == nil }) {
            throw failure(.guideKeyMissing, "the key “\(missing)” is missing")
        }
        return members
    }

    /// The items of a list.
    package func items() throws(DutyFailure) -> [StrictNode] {
        guard case .sequence(let sequence) = node else { throw failure(.guideBadValue, "a list belongs here") }
        return sequence.enumerated().map { below($1, key: "\(key)[\($0)]") }
    }

    /// The items of a list, or the one value that stands in place of a list.
    package func itemsOrSelf() throws(DutyFailure) -> [StrictNode] {
        guard case .sequence = node else { return [self] }
        let items = try items()
        guard !items.isEmpty else { throw failure(.guideBadValue, "the list is empty") }
        return items
    }

    /// Whether keys and values stand here.
    package var isMapping: Bool {
        if case .mapping = node { true } else { false }
    }

    /// A text that is not empty.
    package func text() throws(DutyFailure) -> String {
        guard case .scalar(let scalar) = node, !scalar.string.isEmpty else {
            throw failure(.guideBadValue, "a text belongs here")
        }
        return scalar.string
    }

    /// A name: lower-case letters, digits and hyphens, 1 to 64 of them.
    func shortName() throws(DutyFailure) -> String {
        let name = try text()
        let isShort = (1...64).contains(name.utf8.count)
        guard isShort, name.utf8.allSatisfy({ (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D })
        else {
            throw badValue("“\(name.prefix(64))” is not a name of lower-case letters, digits and hyphens")
        }
        return name
    }

    /// One text, or a list of at least one.
    package func texts() throws(DutyFailure) -> [String] {
        if case .scalar = node { return [try text()] }
        let texts = try items().map { item throws(DutyFailure) in try item.text() }
        guard !texts.isEmpty else { throw failure(.guideBadValue, "a text belongs here") }
        return texts
    }

    /// A whole number from 1 upwards, written in decimal digits.
    package func positiveNumber() throws(DutyFailure) -> Int {
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
    package func portNumber() throws(DutyFailure) -> UInt16 {
        let written = try text()
        guard let number = UInt16(written), number > 0, String(number) == written else {
            throw failure(.guideBadPort, "“\(written.prefix(24))” is not a port from 1 to 65535")
        }
        return number
    }

    /// One of the words of a vocabulary.
    package func word<Word: RawRepresentable & CaseIterable>(_: Word.Type) throws(DutyFailure) -> Word
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
    func source() throws(DutyFailure) -> [String] { try self["source"]?.texts() ?? [] }

    /// The entries of a list, whose keys must differ; none where the list is not there.
    func list<Entry>(
        _ name: String, by read: (StrictNode) throws(DutyFailure) -> Entry, key: (Entry) -> String
    ) throws(DutyFailure) -> [Entry] {
        var entries: [Entry] = []
        var seen: Set<String> = []
        for item in try self[name]?.items() ?? [] {
            let entry = try read(item)
            guard seen.insert(key(entry)).inserted else {
                throw item.failure(.guideDoubled, "the entry “\(key(entry))” stands twice")
            }
            entries.append(entry)
        }
        return entries
    }

    /// A member that `members(required:optional:)` has already found to be there.
    package func member(_ key: String, of parent: StrictNode) throws(DutyFailure) -> StrictNode {
        guard let member = self[key] else { throw parent.failure(.guideKeyMissing, "the key “\(key)” is missing") }
        return member
    }
}
