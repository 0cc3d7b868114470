import DutyModel
import Exchanges

/// What stands before the code of every stamp: the upper-case address of a verify page.
///
/// `HTTP://` or `HTTPS://`, then host, port and path in the QR alphanumeric set without the blank, ending in
/// `/`; at most 54 characters. The scheme and the host of an address do not heed case, so any phone opens it;
/// the page's server must take the path in upper case. Because a code never holds a `/`, no prefix can be
/// mistaken for another one followed by a code.
public struct VerifyPrefix: Hashable, Sendable, CustomStringConvertible {
    /// The most characters a prefix may have: with it the longest code fits QR version 8, level M.
    public static let longestCharacters = TextKind.stampPrefix.lengths.upperBound
    /// The address as it stands in the code.
    public let text: String
    /// How it is written.
    public var description: String { text }

    /// Checks and wraps a prefix; throws `value_malformed`.
    public init(_ text: some StringProtocol) throws(DutyFailure) {
        let rest = ["HTTPS://", "HTTP://"].first(where: text.hasPrefix).map { text.dropFirst($0.count) }
        guard text.utf8.count <= Self.longestCharacters, let rest, rest.hasSuffix("/"), rest.count > 1,
            !rest.hasPrefix("/"), text.utf8.allSatisfy(Self.allows)
        else {
            throw DutyFailure(
                .valueMalformed, "“\(text.prefix(64))” is not the address of a verify page.",
                remedy: "Give an upper-case http or https address of at most 54 characters that ends in “/”.")
        }
        self.text = String(text)
    }

    /// The address as a person types it: scheme and host in lower case, the path as it stands in the code.
    public var readableAddress: String {
        let parts = text.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let slash = parts[2].firstIndex(of: "/") else { return text }
        return parts[0].lowercased() + "//" + parts[2][..<slash].lowercased() + parts[2][slash...]
    }

    /// Whether a byte is a character of the QR alphanumeric set (ISO/IEC 18004, 7.4.4) other than the blank.
    static func allows(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A: true
        default: "$%*+-./:".utf8.contains(byte)
        }
    }
}

extension VerifyPrefix: PlainLeaf {
    // The shortest one of the form that `init` checks.
    @usableFromInline package static func sample(_ bounds: Unbounded) -> VerifyPrefix {
        VerifyPrefix(unchecked: String.sample(.stampPrefix))
    }
    @usableFromInline package static func form(_ bounds: Unbounded) -> LeafForm { String.form(.stampPrefix) }

    private init(unchecked text: String) { self.text = text }
}
