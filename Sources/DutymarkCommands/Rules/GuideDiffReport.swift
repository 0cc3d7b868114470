import ConnectivityGuide
import SiteRules

extension GuideComparison {
    /// For a person: the verdict, then a line for each gap, then what else is to be known.
    var diffText: String {
        let required = missing.filter { $0.endpoint.level == .required }.count
        let unclear = gaps.count - missing.count
        var lines: [String] = []
        if gaps.isEmpty {
            lines.append("Nothing is missing: \(compared) entries pass.")
        } else {
            let could = unclear == 0 ? "" : "; \(unclear) could not be told"
            lines.append("\(missing.count) of \(compared) entries are missing, \(required) of them required\(could).")
        }
        for gap in gaps {
            let detail = gap.detail.map { ": \($0)" } ?? ""
            lines.append("- \(gap.endpoint.name) (\(gap.endpoint.level.rawValue)) \(gap.reason.words)\(detail)")
        }
        return (lines + notes.map { "Note: \($0)" }).joined(separator: "\n")
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

/// A comparison in JSON.
struct GuideDiffJSON: Encodable {
    struct Gap: Encodable {
        let host, transport: String
        let port: OrNull<UInt16>
        let level: GuideLevel
        let reason: GuideComparison.Reason
        let detail: OrNull<String>
    }

    let formatVersion = 1
    let compared: Int
    let gaps: [Gap]
    let notes: [String]

    init(_ comparison: GuideComparison) {
        compared = comparison.compared
        gaps = comparison.gaps.map {
            Gap(
                host: $0.endpoint.host.text, transport: $0.endpoint.transport.rawValue,
                port: OrNull($0.endpoint.portNumber), level: $0.endpoint.level, reason: $0.reason,
                detail: OrNull($0.detail))
        }
        notes = comparison.notes
    }
}
