import ConnectivityGuide
import DutyModel

/// Endpoint sets in the shape that endpoints.office.com made known, which many firewalls can read.
enum EndpointJSONRules {
    static func body(_ selection: RuleSelection) -> RuleBody {
        var lines = ["["]
        let sets = sets(selection)
        for (index, set) in sets.enumerated() {
            lines += object(set, number: index + 1).enumerated().map { $0 == 0 ? "  " + $1 : "    " + $1 }
            lines.append(index == sets.count - 1 ? "  }" : "  },")
        }
        return RuleBody(
            comment: nil,
            denial: [
                "Deny by default: the sets say what must pass, in the outward direction; whatever stands in none may be denied."
            ],
            advice: ["The shape has no place for a source; --source makes no difference."],
            lines: lines + ["]"])
    }

    /// The endpoints that share service, level and ports.
    private struct EndpointSet {
        let service: String
        let level: GuideLevel
        let ports: [RulePort]
        var targets: [RuleTarget]
    }

    private static func sets(_ selection: RuleSelection) -> [EndpointSet] {
        var sets: [EndpointSet] = []
        for target in selection.targets {
            for level in GuideLevel.allCases {
                let own = target.endpoints.filter { $0.level == level }
                for service in own.map(\.service).eachOnce {
                    let ports = own.filter { $0.service == service }.compactMap(\.rulePort).sorted()
                    if let index = sets.firstIndex(where: {
                        $0.service == service && $0.level == level && $0.ports == ports
                    }) {
                        sets[index].targets.append(target)
                    } else {
                        sets.append(EndpointSet(service: service, level: level, ports: ports, targets: [target]))
                    }
                }
            }
        }
        return sets
    }

    private static func object(_ set: EndpointSet, number: Int) -> [String] {
        let service = RuleText.quoted(RuleText.oneLine(set.service))
        var lines = [
            "{", "\"id\": \(number),", "\"serviceArea\": \(service),", "\"serviceAreaDisplayName\": \(service),",
        ]
        let names = set.targets.filter { $0.kind != .address }.map(url)
        let addresses = set.targets.filter { $0.kind == .address }.map { $0.text + "/32" }
        if !names.isEmpty { lines += list("urls", names) }
        if !addresses.isEmpty { lines += list("ips", addresses) }
        for transport in GuideTransport.allCases {
            let numbers = set.ports.filter { $0.transport == transport }.map { String($0.number) }
            guard !numbers.isEmpty else { continue }
            lines.append("\"\(transport.rawValue)Ports\": \"\(numbers.joined(separator: ","))\",")
        }
        return lines + [
            "\"expressRoute\": false,", "\"category\": \"Allow\",", "\"required\": \(set.level == .required)",
        ]
    }

    private static func list(_ key: String, _ values: [String]) -> [String] {
        ["\"\(key)\": ["] + RuleText.commas(between: values.map { "  " + RuleText.quoted($0) }) + ["],"]
    }

    private static func url(_ target: RuleTarget) -> String { target.kind == .anywhere ? "*" : target.starred }
}
