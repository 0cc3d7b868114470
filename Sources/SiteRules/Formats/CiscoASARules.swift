import ConnectivityGuide

/// Objects and an access list for a Cisco ASA, whose FQDN objects take no wildcard.
enum CiscoASARules {
    private static let list = "DUTYMARK"
    private static let machineGroup = "DUTYMARK-MACHINE"
    /// The longest name of an object.
    private static let longestName = 64

    static func body(_ selection: RuleSelection) -> RuleBody {
        var lines: [String] = []
        let names = selection.targets(.name)
        for (index, target) in names.enumerated() {
            lines += ["object network \(object(target, index))", " fqdn \(target.text)"]
        }
        let indices = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1.text, $0) })
        for port in selection.ports where !selection.targets(at: port, .name, .address).isEmpty {
            lines.append("object-group network \(group(port))")
            lines += selection.targets(at: port, .name).map {
                " network-object object \(object($0, indices[$0.text] ?? 0))"
            }
            lines += selection.targets(at: port, .address).map { " network-object host \($0.text)" }
        }
        if let from = source(selection) { lines += access(from, selection) }
        return RuleBody(
            comment: "!",
            denial: [
                "Deny by default: an access list of the ASA ends in a deny for everybody. Add the permits of your other",
                "computers behind these lines, or put these lines at the head of the list that you have.",
            ],
            advice: [
                "FQDN objects need “dns domain-lookup” on an interface and a “dns server-group” that asks the same resolver as",
                "the machine.",
                "Bind it with: access-group \(list) in interface inside.",
            ],
            unsaid: selection.unsaid(
                .domain, why: "an FQDN object takes no wildcard; allow it by a proxy, or leave it out")
                + selection.unsaidSources,
            lines: lines)
    }

    /// The lines of the access list.
    private static func access(_ from: String, _ selection: RuleSelection) -> [String] {
        let machine = selection.sources(.v4)
        var lines: [String] = []
        if machine.count > 1 {
            lines = ["object-group network \(machineGroup)"] + machine.map { " network-object \(address($0))" }
        }
        for port in selection.ports {
            let start = "access-list \(list) extended permit \(port.transport.rawValue) \(from)"
            if !selection.targets(at: port, .name, .address).isEmpty {
                lines.append("\(start) object-group \(group(port)) eq \(port.number)")
            }
            if !selection.targets(at: port, .anywhere).isEmpty { lines.append("\(start) any eq \(port.number)") }
        }
        return machine.isEmpty ? lines : lines + ["access-list \(list) extended deny ip \(from) any"]
    }

    /// Whose connections the lines are about; nil where the list cannot say any source.
    private static func source(_ selection: RuleSelection) -> String? {
        if selection.sources.isEmpty { return "any" }
        let machine = selection.sources(.v4)
        return machine.count > 1 ? "object-group \(machineGroup)" : machine.first.map(address)
    }

    private static func address(_ source: RuleSource) -> String {
        source.isSingle ? "host \(source)" : "\(source.address) \(source.mask)"
    }

    /// The object of a name.
    private static func object(_ target: RuleTarget, _ index: Int) -> String {
        RuleText.name("dutymark-" + target.text, most: longestName, number: "-\(index)")
    }

    private static func group(_ port: RulePort) -> String { "\(list)-\(port.word.uppercased())" }
}
