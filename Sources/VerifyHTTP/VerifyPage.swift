/// Which page answers: whose word it is, and where it stands.
public struct VerifyPage: Hashable, Sendable {
    /// Whose word an answer is.
    public enum Kind: Hashable, Sendable {
        /// A demonstration's, with back end and machine on one computer.
        case oneComputer
        /// The publisher's: only what this page says counts.
        case published
        /// A machine's, which knows its own prints and nothing of what became of them.
        case ownPrints
    }

    /// Whose word an answer is.
    public let kind: Kind
    /// Where a check counts, for a person to compare; nil where that is no address that others can open.
    public let countsAt: String?
    /// The path of the form; empty for the root of the host, otherwise it begins with `/` and doesn't end with one.
    public let path: String
    /// Seconds for which an answer may be kept before it is asked for again; 0 where it may not be kept at all.
    public let keptSeconds: Int

    /// The path of a page that isn't the published one, as the addresses in stamp codes usually have it.
    private static let usualPath = "/V"

    /// The page of a demonstration on one computer.
    public static let oneComputer = VerifyPage(kind: .oneComputer, countsAt: nil, path: usualPath, keptSeconds: 0)

    /// The page under which a check counts.
    ///
    /// - Parameters:
    ///   - host: The host that papers name, such as `verify.example`.
    ///   - path: The path that stamp codes lead to, as `VerifyPage.path` has it.
    ///   - keptSeconds: For how long an answer may be kept. A stamp is refused everywhere within a minute of its
    ///     revocation, so this is well below.
    public static func published(host: String, path: String, keptSeconds: Int = 20) -> VerifyPage {
        VerifyPage(kind: .published, countsAt: host, path: path, keptSeconds: keptSeconds)
    }

    /// A machine's page for its own prints; `countsAt` is the address of the published page.
    public static func ownPrints(countsAt: String?) -> VerifyPage {
        VerifyPage(kind: .ownPrints, countsAt: countsAt, path: usualPath, keptSeconds: 0)
    }

    /// What whoever reads an answer must know of the page; nil where there is nothing to say.
    var note: String? {
        switch kind {
        case .oneComputer: nil
        case .published:
            countsAt.map {
                "A check counts only at \($0). Compare this name, letter by letter, with the one in your browser’s "
                    + "address bar and with the one on the paper."
            }
        case .ownPrints:
            "This page goes by this machine’s own records and doesn’t know what became of a stamp since. "
                + (countsAt.map { "A check counts only at \($0)." }
                    ?? "Check the stamp with “dutymark verify” and the published key list.")
        }
    }

    /// What the form is for.
    var heading: String { kind == .ownPrints ? "Check a print of this machine" : "Check a stamp" }
}
