import ConnectivityGuide

/// A host that stands for a pattern when rules are asked about it.
enum ProbeHost {
    /// A name that no guide has: what becomes of it is what becomes of the rest (RFC 6761 keeps it unused).
    static let elsewhere = "dutymark-probe.invalid"

    /// A host that the pattern means.
    static func of(_ host: HostPattern) -> String {
        switch RuleTarget.reading(host).kind {
        case .anywhere: elsewhere
        case .domain: "dutymark-probe" + host.text.dropFirst()
        case .name, .address: host.text
        }
    }
}
