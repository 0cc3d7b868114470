import DutyModel
import Foundation

/// The whole report as JSON: keys sorted, moments as RFC 3339, nothing left out.
enum JSONReport {
    static func text(_ report: Report) throws(DutyFailure) -> String { try encode(Whole(report)) + "\n" }

    static func encode(_ value: some Encodable) throws(DutyFailure) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            return String(decoding: try encoder.encode(value), as: UTF8.self)
        } catch {
            throw DutyFailure(.internalError, "The report could not be written as JSON.")
        }
    }

    /// The report with its keys as the schema has them.
    private struct Whole: Encodable {
        let formatVersion = Report.formatVersion
        let guide, title, startedAt, authorities: String
        let source: Nullable<String>
        let milliseconds: Int64
        let proxy: Nullable<RecordedProxy>
        let checks: Nullable<[String]>
        let line: LineJSON
        let verdict: Report.Verdict
        let exitCode: Int32
        let findings: [FindingJSON]
        let endpoints: [EndpointJSON]

        init(_ report: Report) {
            guide = report.guide
            title = report.title
            startedAt = report.startedAt.description
            authorities = report.authorities
            source = Nullable(report.source)
            milliseconds = report.milliseconds
            proxy = Nullable(report.proxy)
            checks = Nullable(report.checks)
            line = LineJSON(report.line)
            verdict = report.verdict
            exitCode = report.exitCode
            findings = report.findings.map(FindingJSON.init)
            endpoints = report.endpoints.map(EndpointJSON.init)
        }
    }

    private struct LineJSON: Encodable {
        let service: Nullable<LineService.State>
        let upKilobitsPerSecond, downKilobitsPerSecond, machines: Nullable<Int>

        init(_ line: Report.Line) {
            service = Nullable(line.service)
            upKilobitsPerSecond = Nullable(line.upKilobitsPerSecond)
            downKilobitsPerSecond = Nullable(line.downKilobitsPerSecond)
            machines = Nullable(line.machines)
        }
    }

    private struct FindingJSON: Encodable {
        let code: FindingCode
        let severity: Finding.Severity
        let standing: Finding.Standing
        let phase: Finding.Phase
        let summary, fix: String
        let evidence: [String]
        let fixer: Finding.Fixer
        let rule: Nullable<String>
        let cures: [Cure]
        let endpoints: [String]
        let required: Int
        let dependsOn: [FindingCode]

        init(_ finding: Finding) {
            code = finding.code
            severity = finding.severity
            standing = finding.standing
            phase = finding.phase
            summary = finding.summary
            fix = finding.fix
            evidence = finding.evidence
            fixer = finding.fixer
            rule = Nullable(finding.rule)
            cures = finding.cures
            endpoints = finding.endpoints
            required = finding.required
            dependsOn = finding.dependsOn
        }
    }

    private struct EndpointJSON: Encodable {
        let name, purpose, level, state: String
        let finding: Nullable<FindingCode>
        let milliseconds: Nullable<Int64>

        init(_ endpoint: Report.Endpoint) {
            name = endpoint.name
            purpose = endpoint.purpose
            level = endpoint.level.rawValue
            state = endpoint.state.rawValue
            finding = Nullable(endpoint.finding)
            milliseconds = Nullable(endpoint.milliseconds)
        }
    }

    /// A value that is written as `null` where it is absent.
    private struct Nullable<Value: Encodable>: Encodable {
        let value: Value?

        init(_ value: Value?) { self.value = value }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            if let value { try container.encode(value) } else { try container.encodeNil() }
        }
    }
}
