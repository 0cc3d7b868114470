import Installation

/// A JSON object that a command prints, described once where it is made; `docs/command-line.md` documents the keys.
///
/// A value that is missing is written as `null`: the key is always there, so that a reader need not guess.
struct JSONObject: Encodable, ExpressibleByDictionaryLiteral {
    private let members: [String: Member]

    init(dictionaryLiteral members: (String, (any Encodable)?)...) {
        self.members = Dictionary(uniqueKeysWithValues: members.map { ($0, Member(value: $1)) })
    }

    private init(_ members: [String: Member]) { self.members = members }

    /// The object without the keys whose values are missing, for a form that leaves them out.
    var withoutMissing: JSONObject { JSONObject(members.filter { $0.value.value != nil }) }

    /// The object as the whole answer of a command, with the version of its form.
    var text: String { JSONText.of(JSONObject(members.merging(["formatVersion": Member(value: 1)]) { $1 })) }

    func encode(to encoder: any Encoder) throws { try members.encode(to: encoder) }

    private struct Member: Encodable {
        let value: (any Encodable)?

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            if let value { try container.encode(value) } else { try container.encodeNil() }
        }
    }
}
