/// A value as JSON with whole numbers of every size, so that a frame can carry one that the type behind it can't hold.
indirect enum NumberTree: Hashable, Sendable, Codable {
    case none
    case truth(Bool)
    case number(Int64)
    case large(UInt64)
    case fraction(Double)
    case text(String)
    case list([NumberTree])
    case members([String: NumberTree])

    /// The ends of every kind of integer, and what stands beside them.
    static let bounds: [NumberTree] =
        ([.min, .min + 1, -1, 0, 1, 255, 256, 65_535, 65_536] as [Int64]).map(NumberTree.number)
        + [Int64(Int32.max), Int64(UInt32.max) - 1, Int64(UInt32.max), Int64(UInt32.max) + 1, .max - 1, .max].map(
            NumberTree.number) + [.large(UInt64(Int64.max) + 1), .large(.max - 1), .large(.max)]

    init(from decoder: any Decoder) throws {
        if let object = try? decoder.container(keyedBy: Key.self) {
            var members: [String: NumberTree] = [:]
            for key in object.allKeys { members[key.stringValue] = try object.decode(NumberTree.self, forKey: key) }
            self = .members(members)
        } else if var array = try? decoder.unkeyedContainer() {
            var list: [NumberTree] = []
            while !array.isAtEnd { list.append(try array.decode(NumberTree.self)) }
            self = .list(list)
        } else {
            self = try Self.single(decoder.singleValueContainer())
        }
    }

    private static func single(_ value: any SingleValueDecodingContainer) throws -> NumberTree {
        if value.decodeNil() { return .none }
        if let truth = try? value.decode(Bool.self) { return .truth(truth) }
        if let number = try? value.decode(Int64.self) { return .number(number) }
        if let large = try? value.decode(UInt64.self) { return .large(large) }
        if let fraction = try? value.decode(Double.self) { return .fraction(fraction) }
        return .text(try value.decode(String.self))
    }

    func encode(to encoder: any Encoder) throws {
        switch self {
        case .members(let members):
            var object = encoder.container(keyedBy: Key.self)
            for (name, value) in members { try object.encode(value, forKey: Key(stringValue: name)) }
        case .list(let list):
            var array = encoder.unkeyedContainer()
            for value in list { try array.encode(value) }
        default:
            var single = encoder.singleValueContainer()
            switch self {
            case .truth(let truth): try single.encode(truth)
            case .number(let number): try single.encode(number)
            case .large(let large): try single.encode(large)
            case .fraction(let fraction): try single.encode(fraction)
            case .text(let text): try single.encode(text)
            case .none, .list, .members: try single.encodeNil()
            }
        }
    }

    /// The tree with each of its whole numbers, one at a time, replaced by each bound.
    var withBounds: [NumberTree] {
        switch self {
        case .number, .large: Self.bounds
        case .none, .truth, .fraction, .text: []
        case .list(let list):
            list.indices.flatMap { place in
                list[place].withBounds.map { value in
                    var changed = list
                    changed[place] = value
                    return .list(changed)
                }
            }
        case .members(let members):
            members.keys.sorted().flatMap { name in
                (members[name]?.withBounds ?? []).map { value in
                    var changed = members
                    changed[name] = value
                    return .members(changed)
                }
            }
        }
    }

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}
