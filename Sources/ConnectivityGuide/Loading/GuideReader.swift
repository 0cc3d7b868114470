import DutyModel

/// Reads a guide file strictly: any defect is a failure that names file and line.
struct GuideReader {
    private static let required = ["format_version", "name", "title", "services", "endpoints"]
    private static let optional = [
        "url_forms", "port_rules", "address_ranges", "bandwidth", "wireless", "proxy", "facts",
    ]

    /// The guide in this text.
    static func read(_ text: YAMLText) throws(DutyFailure) -> ConnectivityGuide {
        let root = try text.root()
        let members = try root.members(required: required, optional: optional)
        let version = try members.member("format_version", of: root)
        guard try version.positiveNumber() == ConnectivityGuide.formatVersion else {
            throw version.failure(.guideBadValue, "only format_version \(ConnectivityGuide.formatVersion) is read here")
        }
        let services = try members.list("services", by: EntryReader.service, key: \.name)
        let entries = EntryReader(serviceNames: Set(services.map(\.name)))
        return ConnectivityGuide(
            name: try members.member("name", of: root).shortName(),
            title: try members.member("title", of: root).text(), services: services,
            endpoints: try members.list("endpoints", by: entries.endpoint) {
                "\($0.name.lowercased())\($0.port == .picked ? $0.portKey : "")"
            },
            urlForms: try members.list("url_forms", by: entries.urlForm) { "\($0.method) \($0.form)" },
            portRules: try members.list("port_rules", by: RuleReader.portRule) { String($0.port) },
            addressRanges: try ranges(members["address_ranges"]),
            bandwidth: try members["bandwidth"].map(RuleReader.bandwidth),
            wireless: try members["wireless"].map(RuleReader.wireless),
            proxy: try members["proxy"].map(RuleReader.proxy),
            facts: try members.list("facts", by: EntryReader.fact, key: \.id))
    }

    private static func ranges(_ node: StrictNode?) throws(DutyFailure) -> [GuideAddressRange] {
        var ranges: [GuideAddressRange] = []
        for item in try node?.items() ?? [] {
            let range = try RuleReader.addressRange(item)
            if let other = ranges.first(where: { $0.range.overlaps(range.range) }) {
                throw item.failure(.guideRangeOverlap, "\(range.range) overlaps \(other.range)")
            }
            ranges.append(range)
        }
        return ranges
    }
}
