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
        let services = try list(members["services"], by: EntryReader.service, key: \.name)
        var guide = ConnectivityGuide(
            name: try name(members.member("name", of: root)),
            title: try members.member("title", of: root).text(),
            services: services, endpoints: [], urlForms: [], portRules: [], addressRanges: [],
            bandwidth: nil, wireless: nil, proxy: nil, facts: [])
        let entries = EntryReader(serviceNames: Set(services.map(\.name)))
        guide.endpoints = try list(members["endpoints"], by: entries.endpoint) {
            "\($0.name.lowercased())\($0.port == .picked ? $0.portKey : "")"
        }
        guide.urlForms = try list(members["url_forms"], by: entries.urlForm) { "\($0.method) \($0.form)" }
        guide.portRules = try list(members["port_rules"], by: RuleReader.portRule) { String($0.port) }
        guide.addressRanges = try ranges(members["address_ranges"])
        guide.bandwidth = try single(members["bandwidth"], by: RuleReader.bandwidth)
        guide.wireless = try single(members["wireless"], by: RuleReader.wireless)
        guide.proxy = try single(members["proxy"], by: RuleReader.proxy)
        guide.facts = try list(members["facts"], by: EntryReader.fact, key: \.id)
        return guide
    }

    private static func name(_ node: StrictNode) throws(DutyFailure) -> String {
        let name = try node.text()
        guard EntryReader.isShortName(name) else {
            throw node.failure(
                .guideBadValue, "“\(name.prefix(64))” is not a name of lower-case letters, digits and hyphens")
        }
        return name
    }

    /// A list whose items must differ in their key.
    private static func list<Entry>(
        _ node: StrictNode?, by read: (StrictNode) throws(DutyFailure) -> Entry, key: (Entry) -> String
    ) throws(DutyFailure) -> [Entry] {
        guard let node else { return [] }
        var entries: [Entry] = []
        var seen: Set<String> = []
        for item in try node.items() {
            let entry = try read(item)
            guard seen.insert(key(entry)).inserted else {
                throw item.failure(.guideDoubled, "the entry “\(key(entry))” stands twice")
            }
            entries.append(entry)
        }
        return entries
    }

    private static func ranges(_ node: StrictNode?) throws(DutyFailure) -> [GuideAddressRange] {
        guard let node else { return [] }
        var ranges: [GuideAddressRange] = []
        for item in try node.items() {
            let range = try RuleReader.addressRange(item)
            if let other = ranges.first(where: { $0.range.overlaps(range.range) }) {
                throw item.failure(.guideRangeOverlap, "\(range.range) overlaps \(other.range)")
            }
            ranges.append(range)
        }
        return ranges
    }

    private static func single<Entry>(
        _ node: StrictNode?, by read: (StrictNode) throws(DutyFailure) -> Entry
    ) throws(DutyFailure) -> Entry? {
        guard let node else { return nil }
        return try read(node)
    }
}
