import Doctor
import DutyModel
import Tablet

/// The sheet of paper for those who look after the network: everything they need, and nothing of the clerk's.
struct NetworkSheet: Sendable {
    let headline: String
    let facts: [Fact]
    let causes: [Cause]
    let authorities: String

    /// One root cause, with every place that it concerns.
    struct Cause: Sendable {
        let number: String
        let finding: Finding
        let scope: String
        let code: String
        let fixer: String
        let cures: [CureLines]
        let places: [Place]
    }

    /// The very lines that mend it, for one program.
    struct CureLines: Sendable {
        let intro: String
        let lines: String
    }

    /// One place.
    struct Place: Sendable {
        let name: String
        let level: String
        let state: String
    }

    /// The sheet of what a run found on this machine.
    init(_ examination: Examination, of snapshot: MachineSnapshot) {
        let report = examination.report
        headline = ReportWords.headline(report)
        authorities = report.authorities
        facts = Self.facts(examination, snapshot)
        var states: [String: Report.Endpoint] = [:]
        for endpoint in report.endpoints { states[endpoint.name] = endpoint }
        causes = report.roots.enumerated().map { index, finding in
            Cause(
                number: String(index + 1), finding: finding, scope: ReportWords.scope(finding),
                code: finding.code.rawValue, fixer: ReportWords.fixer(finding.fixer), cures: Self.cures(finding),
                places: finding.endpoints.compactMap { states[$0] }.map {
                    Place(name: $0.name, level: $0.level.rawValue, state: $0.state.rawValue)
                })
        }
    }

    private static func cures(_ finding: Finding) -> [CureLines] {
        finding.cures.enumerated().map { index, cure in
            CureLines(
                intro: "\(index == 0 ? "The rule for" : "Or for") \(cure.program.rawValue), \(cure.place):",
                lines: cure.lines.joined(separator: "\n"))
        }
    }

    private static func facts(_ examination: Examination, _ snapshot: MachineSnapshot) -> [Fact] {
        let local = examination.recording.local
        var facts = [Fact(name: "Looked on", value: examination.report.startedAt.minuteText)]
        if let machine = snapshot.identity?.machine.text { facts.append(Fact(name: "Machine", value: machine)) }
        facts += Fact.list([
            ("Its addresses", local.addresses), ("Default gateway", local.gateways), ("DNS servers", local.nameServers),
        ])
        let proxy = examination.report.proxy.map { "\($0.host) port \($0.port)" }
        facts.append(Fact(name: "Proxy", value: proxy ?? "None"))
        return facts
    }
}
