import ConnectivityGuide

extension Finding {
    /// A finding about entries; it is critical where one of them is required, unless a severity is given. Most are for
    /// whoever looks after the site's network.
    init(
        _ code: FindingCode, _ standing: Standing, _ phase: Phase, _ summary: String, known evidence: [String],
        fixer: Fixer = .siteNetwork, fix: String, rule: String? = nil, endpoints: [GuideEndpoint] = [],
        severity: Severity? = nil,
        dependsOn: [FindingCode] = []
    ) {
        let required = endpoints.count { $0.level == .required }
        self.init(
            code: code, severity: severity ?? (required > 0 ? .critical : .warning), standing: standing, phase: phase,
            summary: summary, evidence: evidence, fixer: fixer, fix: fix, rule: rule,
            endpoints: endpoints.map(\.name), required: required, dependsOn: dependsOn)
    }
}

/// Words that several checks use.
enum Words {
    /// The command that writes the proxy's rules.
    static let proxyRule = "dutymark rules --format squid"

    /// Hosts in words: all of them where they are few, else some and how many more.
    static func hosts(_ hosts: [String], most: Int = 4) -> String {
        let each = hosts.eachOnce
        guard each.count > most else { return list(each) }
        return each.prefix(most - 1).joined(separator: ", ") + " and \(each.count - most + 1) more hosts"
    }

    /// A list with “and” before the last.
    static func list(_ words: [String]) -> String {
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " and " + last
    }

    /// A count with its noun.
    static func count(_ number: Int, _ one: String, _ many: String) -> String {
        "\(number) \(number == 1 ? one : many)"
    }

    /// A stranger's text made fit for a line: visible, and not long.
    static func foreign(_ text: String, most: Int = 80) -> String {
        let visible = text.unicodeScalars.filter { !$0.properties.isWhitespace || $0 == " " }
            .filter { $0.properties.generalCategory != .control && $0.properties.generalCategory != .format }
        return String(String.UnicodeScalarView(visible).prefix(most))
    }
}
