/// A JSON object, written down key by key where it is made.
///
/// A value that is missing is written as `null`: the key is always there, so that a reader need not guess.
package struct JSONObject: Encodable, ExpressibleByDictionaryLiteral {
    private let members: [String: Member]

    package init(dictionaryLiteral members: (String, (any Encodable)?)...) {
        self.members = Dictionary(uniqueKeysWithValues: members.map { ($0, Member(value: $1)) })
    }

    private init(_ members: [String: Member]) { self.members = members }

    /// The object without the keys whose values are missing, for a form that leaves them out.
    package var withoutMissing: JSONObject { JSONObject(members.filter { $0.value.value != nil }) }

    /// The object with another key, or with another value under it.
    package func with(_ key: String, _ value: any Encodable) -> JSONObject {
        JSONObject(members.merging([key: Member(value: value)]) { $1 })
    }

    package func encode(to encoder: any Encoder) throws { try members.encode(to: encoder) }

    private struct Member: Encodable {
        let value: (any Encodable)?

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            if let value { try container.encode(value) } else { try container.encodeNil() }
        }
    }
}
