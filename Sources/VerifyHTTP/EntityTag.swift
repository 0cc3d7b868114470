import Crypto
import DutyModel
import Foundation

/// The `ETag` of an answer: the key list's version, and a hash of the page, so that another list and another answer each
/// have another tag.
struct EntityTag: Hashable, Sendable {
    /// The tag as its header field has it.
    let text: String

    /// Bytes of the hash in a tag: two pages of one address are told apart, which nobody has an interest in forging.
    private static let hashBytes = 8

    /// The tag of a page that was made with this version of the list.
    init(listVersion: UInt64, page: String) {
        let hash = SHA256.hash(data: Array(page.utf8)).prefix(Self.hashBytes)
        text = "\"\(listVersion)-\(Hexadecimal.encode(Array(hash)))\""
    }

    /// Whether an `If-None-Match` field names this tag (RFC 9110, 13.1.2: a weak comparison).
    func isNamed(in field: String) -> Bool {
        field.split(separator: ",").contains { item in
            let named = item.trimmingCharacters(in: .whitespaces)
            return named == "*" || (named.hasPrefix("W/") ? String(named.dropFirst(2)) : named) == text
        }
    }
}
