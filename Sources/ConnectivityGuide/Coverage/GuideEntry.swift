/// One entry of a guide, whatever its kind: its name and the words it comes from.
public struct GuideEntry: Hashable, Sendable {
    /// Kind and name: `endpoint/…`, `service/…`, `url-form/…`, `port-rule/…`, `address-range/…`, `fact/…`,
    /// `bandwidth`, `wireless` or `proxy`.
    public let id: String
    /// What a row of the coverage table may name instead: the kind, or the role of an endpoint.
    public let group: String
    /// The words of the original guide this comes from.
    public let source: [String]
}

extension ConnectivityGuide {
    /// Every entry, in the guide's order; the ids are unique.
    public var entries: [GuideEntry] {
        var entries = services.map { GuideEntry(id: "service/\($0.name)", group: "service", source: $0.source) }
        entries += endpoints.map {
            GuideEntry(id: "endpoint/\($0.name)", group: "role/\($0.role.rawValue)", source: $0.source)
        }
        entries += urlForms.map {
            GuideEntry(id: "url-form/\($0.method) \($0.form)", group: "url-form", source: $0.source)
        }
        entries += portRules.map { GuideEntry(id: "port-rule/\($0.port)", group: "port-rule", source: $0.source) }
        entries += addressRanges.map {
            GuideEntry(id: "address-range/\($0.range)", group: "address-range", source: $0.source)
        }
        if let bandwidth { entries.append(GuideEntry(id: "bandwidth", group: "bandwidth", source: bandwidth.source)) }
        if let wireless { entries.append(GuideEntry(id: "wireless", group: "wireless", source: wireless.source)) }
        if let proxy { entries.append(GuideEntry(id: "proxy", group: "proxy", source: proxy.source)) }
        entries += facts.map { GuideEntry(id: "fact/\($0.id)", group: "fact", source: $0.source) }
        return entries
    }
}
