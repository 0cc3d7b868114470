import DutyModel

/// A domain name, from the root down; compared without regard to the case of ASCII letters (RFC 4343).
package struct DNSName: Hashable, Sendable, CustomStringConvertible {
    /// The labels as they were written, without the root's.
    package let labels: [[UInt8]]
    private let folded: [[UInt8]]

    /// Most bytes of a label (RFC 1035, section 2.3.4).
    static let longestLabel = 63
    /// Most bytes of a whole name on the wire (RFC 1035, section 2.3.4).
    static let longestName = 255

    init(labels: [[UInt8]]) {
        self.labels = labels
        folded = labels.map { $0.map { (0x41...0x5a).contains($0) ? $0 + 0x20 : $0 } }
    }

    /// A name as a person writes it; a final dot may be left out. It is always taken from the root: no search domain.
    ///
    /// - Throws: `value_malformed`.
    package init(_ text: String) throws(DutyFailure) {
        let bare = text.hasSuffix(".") ? String(text.dropLast()) : text
        let parts = bare.isEmpty ? [] : bare.split(separator: ".", omittingEmptySubsequences: false)
        let labels = parts.map { Array($0.utf8) }
        let length = labels.reduce(1) { $0 + 1 + $1.count }
        guard length <= Self.longestName, labels.allSatisfy({ (1...Self.longestLabel).contains($0.count) }),
            bare.utf8.allSatisfy({ (0x21...0x7e).contains($0) })
        else { throw DutyFailure(.valueMalformed, "“\(text.prefix(60))” isn’t the name of a host.") }
        self.init(labels: labels)
    }

    /// With the final dot; a byte that is not visible is written as a question mark.
    package var description: String {
        guard !labels.isEmpty else { return "." }
        return labels.map { label in
            String(label.map { (0x21...0x7e).contains($0) ? Character(UnicodeScalar($0)) : "?" }) + "."
        }.joined()
    }

    package static func == (left: Self, right: Self) -> Bool { left.folded == right.folded }

    package func hash(into hasher: inout Hasher) { hasher.combine(folded) }
}
