import DutyModel
import ConnectivityGuide
import SiteRules

extension GuideComparison {
    /// For a person: the verdict, then a line for each gap, then what else is to be known.
    package var diffText: String {
        let required = missing.filter { $0.endpoint.level == .required }.count
        let unclear = gaps.count - missing.count
        var lines: [String] = []
        if gaps.isEmpty {
            lines.append("Nothing is missing: \(compared) entries pass.")
        } else {
            let could = unclear == 0 ? "" : "; \(unclear) could not be told"
            lines.append("\(missing.count) of \(compared) entries are missing, \(required) of them required\(could).")
        }
        let shared = sharedDoubts
        lines += shared.map { "\($0.count) entries could not be told: \($0.detail)." }
        for gap in gaps {
            let isSaid = gap.reason == .unclear && shared.contains { $0.detail == gap.detail }
            let detail = isSaid ? "" : gap.detail.map { ": \($0)" } ?? ""
            lines.append("- \(gap.endpoint.name) (\(gap.endpoint.level.rawValue)) \(gap.reason.words)\(detail)")
        }
        return (lines + notes.map { "Note: \($0)" }).joined(separator: "\n")
    }

    /// The comparison for a program.
    var json: JSONObject {
        let gaps = gaps.map { gap -> JSONObject in
            [
                "host": gap.endpoint.host.text, "transport": gap.endpoint.transport.rawValue,
                "port": gap.endpoint.portNumber, "level": gap.endpoint.level, "reason": gap.reason,
                "detail": gap.detail,
            ]
        }
        return ["compared": compared, "gaps": gaps, "notes": notes]
    }

    /// What several entries hang on, in the order in which they come; it is said once for all of them.
    private var sharedDoubts: [(detail: String, count: Int)] {
        var doubts: [(detail: String, count: Int)] = []
        for detail in gaps.filter({ $0.reason == .unclear }).compactMap(\.detail) {
            if let index = doubts.firstIndex(where: { $0.detail == detail }) {
                doubts[index].count += 1
            } else {
                doubts.append((detail, 1))
            }
        }
        return doubts.filter { $0.count > 1 }
    }
}

extension GuideComparison.Reason {
    /// The reason in words.
    fileprivate var words: String {
        switch self {
        case .notAllowed: "is not allowed"
        case .inspected: "is inspected"
        case .notDirect: "does not go straight"
        case .unclear: "could not be told"
        }
    }
}
