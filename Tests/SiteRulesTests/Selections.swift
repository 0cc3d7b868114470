import ConnectivityGuide
import DutyModel
import SiteRules

/// Selections that the tests write.
enum Selections {
    static let sources = [
        nil, "192.168.1.50", "192.168.1.0/24", "192.168.1.50,10.1.0.0/16,2001:db8::5", "2001:db8:0:5::/64",
    ]

    static func of(_ level: GuideLevel? = nil, source: String? = nil) throws -> RuleSelection {
        RuleSelection(
            guide: try ConnectivityGuide.builtIn("b700-v2"), level: level,
            sources: try RuleSource.list([source].compactMap(\.self)))
    }

    /// All that the checkers are shown: each level, with and without a source.
    static func all() throws -> [RuleSelection] {
        try [nil, GuideLevel.required].flatMap { level in try sources.map { try of(level, source: $0) } }
    }

    /// The entries of a guide written down here.
    static func small(_ entries: String, title: String = "A guide") throws -> RuleSelection {
        let guide = try ConnectivityGuide.load(
            yaml: """
                format_version: 1
                name: small
                title: "\(title)"
                services:
                  - {name: S, purpose: "some service"}
                endpoints:
                \(entries)
                """, fileName: "small.yaml")
        return RuleSelection(guide: guide)
    }

    static func entry(_ host: String, _ port: String, speaks: String = "tls") -> String {
        "  - {host: \"\(host)\", port: \(port), transport: tcp, protocol: \(speaks), service: S, role: funds, "
            + "level: required, purpose: \"a purpose\"}"
    }
}
