import Doctor
import DutyModel
import Foundation
import ProgramRunning
import Testing

@Suite("forms of the report") struct ReportFormTests {
    /// Reports of a well site, of one with every kind of trouble, and of one without a network.
    private static func reports() throws -> [Report] {
        var ill = try Site()
        ill.close(.timeout) { $0.port == 443 && $0.host != "incometp4.pb.com" }
        ill.change({ $0.port == 80 && $0.host == "connectivitycheck.gstatic.com" }) {
            $0.http = HTTPObservation(
                .answered, status: 403, title: "<script>alert(1)</script> | \"blocked\" & 'more'\u{1b}[31m",
                bodyBytes: 4)
        }
        ill.change({ $0.host == "incometp4.pb.com" }) {
            $0.tls = TLSObservation(
                .completed, validity: .foreign, authority: "</td><img src=x>\n| evil", keyHash: "k")
        }
        var dark = try Site()
        dark.recording.local = LocalFacts()
        dark.answers({ _ in true }) { ($0.result, $0.addresses) = (.unreachable, []) }
        dark.close(.noAddress) { _ in true }
        return [try Site().report, ill.report, dark.report]
    }

    /// The interpreter that sees Debian's packages, whichever comes first on the PATH.
    private static let debianPython = "/usr/bin/python3"
    /// What the set-up puts beside the build.
    private static let tools = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appending(path: "../../.build/tools").standardizedFileURL

    private func run(_ program: String, _ arguments: [String], files: [String: String]) throws -> FinishedProgram {
        let folder = FileManager.default.temporaryDirectory.appending(path: "dutymark-forms-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, text) in files { try Data(text.utf8).write(to: folder.appending(path: name)) }
        return try FinishedProgram(
            URL(fileURLWithPath: "/usr/bin/env"), [program] + arguments, in: folder, keepingErrors: true)
    }

    @Test("JSON fits its published schema")
    func json() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../..")
        let schema = try String(contentsOf: root.appending(path: "docs/doctor-report.schema.json"), encoding: .utf8)
        for report in try Self.reports() {
            let checked = try run(
                Self.debianPython,
                ["-c", "import json, jsonschema; jsonschema.validate(json.load(open('r')), json.load(open('s')))"],
                files: ["s": schema, "r": ReportFormat.json.text(report)])
            #expect(checked.status == 0, "\(String(decoding: checked.errors, as: UTF8.self).suffix(600))")
        }
    }

    @Test("a build server's reader of JUnit finds each endpoint, and counts that are those of its tests")
    func junit() throws {
        for report in try Self.reports() {
            let checked = try run(
                Self.debianPython,
                [
                    "-c",
                    """
                    from junitparser import JUnitXml, Failure, Skipped
                    read = JUnitXml.fromfile("r")
                    cases = [case for suite in read for case in suite]
                    said = [type(result) for case in cases for result in case.result]
                    assert [suite.tests for suite in read] == [len(cases)]
                    assert [suite.failures for suite in read] == [said.count(Failure)]
                    assert [suite.skipped for suite in read] == [said.count(Skipped)]
                    assert [suite.timestamp for suite in read][0]
                    print(len({(case.classname, case.name) for case in cases}))
                    """,
                ], files: ["r": ReportFormat.junit.text(report)])
            #expect(checked.status == 0, "\(String(decoding: checked.errors, as: UTF8.self).suffix(600))")
            let others = report.findings.count { $0.endpoints.isEmpty }
            #expect(
                String(decoding: checked.output, as: UTF8.self) == "\(report.endpoints.count + others)\n")
        }
    }

    @Test("a reader of SARIF finds each finding with its code, its level and its place")
    func sarif() throws {
        let tool = Self.tools.appending(path: "sarif-tools")
        guard FileManager.default.fileExists(atPath: tool.path) else {
            return print("left out: sarif-tools is not installed here")
        }
        for report in try Self.reports() {
            let checked = try run(
                "env",
                [
                    "PYTHONPATH=\(tool.path)", "python3", "-c",
                    """
                    import json
                    from sarif import loader
                    read = loader.load_sarif_file("r")
                    assert read.get_distinct_tool_names() == ["dutymark doctor"]
                    for row in read.get_records(): print(row["Severity"], row["Code"], row["Location"])
                    run = json.load(open("r"))["runs"][0]
                    ids = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
                    assert len(ids) == len(set(ids))
                    assert all(ids[result["ruleIndex"]] == result["ruleId"] for result in run["results"])
                    """,
                ], files: ["r": ReportFormat.sarif.text(report)])
            #expect(checked.status == 0, "\(String(decoding: checked.errors, as: UTF8.self).suffix(600))")
            let read = String(decoding: checked.output, as: UTF8.self).split(separator: "\n").map(String.init)
            let levels: [Finding.Severity: String] = [.critical: "error", .warning: "warning", .information: "note"]
            let told = report.findings.map { finding in
                "\(levels[finding.severity] ?? "") \(finding.code.rawValue) \(finding.endpoints.first ?? "")"
            }
            #expect(read.sorted() == told.sorted())
        }
    }

    @Test("Nagios reads one line with one bar, and the word fits the exit code")
    func nagios() throws {
        for report in try Self.reports() {
            let lines = try ReportFormat.nagios.text(report).split(separator: "\n")
            let word = ["OK", "WARNING", "CRITICAL", "UNKNOWN"][Int(report.exitCode)]
            let first = try #require(lines.first)
            #expect(first.hasPrefix("DUTYMARK \(word) - "))
            #expect(lines.joined().count { $0 == "|" } == 1)
            let data = try #require(first.split(separator: "|").last)
            #expect(data.split(separator: " ").allSatisfy { $0.wholeMatch(of: /[a-z_]+=[0-9.]+s?(;[0-9]*)*/) != nil })
        }
    }

    @Test("every line for Prometheus is a comment or a sample, and no sample stands twice")
    func prometheus() throws {
        for report in try Self.reports() {
            let lines = try ReportFormat.prometheus.text(report).split(separator: "\n")
            var seen = Set<Substring>()
            for line in lines where !line.hasPrefix("# ") {
                let sample = try #require(
                    line.wholeMatch(of: /([a-z_]+\{(?:[a-z]+="(?:[^"\\]|\\.)*",?)*\}) [0-9.]+/), "\(line)")
                #expect(seen.insert(sample.1).inserted, "\(line)")
            }
            #expect(seen.count > 5)
        }
    }

    @Test("HTML asks no other host for anything, and strangers' text is no markup")
    func html() throws {
        for report in try Self.reports() {
            let text = try ReportFormat.html.text(report)
            for word in ["<script", "<img", "<link", "<iframe", "href=", "url(", "@import", "\u{1b}"] {
                let isThere = text.contains(word)
                #expect(!isThere, "\(word)")
            }
            #expect(text.contains("default-src 'none'"))
        }
    }

    @Test("the text begins with the verdict, tells at most five causes, and has colours only when told")
    func text() throws {
        let report = try Self.reports()[1]
        let text = try ReportFormat.text.text(report)
        #expect(text.hasPrefix("\(report.title): NOT READY   "))
        #expect(text.split(separator: "\n").count <= 1 + 5 * 5)
        #expect(!text.contains("\u{1b}"))
        #expect(try ReportFormat.text.text(report, style: TextStyle(hasColours: true)).contains("\u{1b}[31m✗"))
        let whole = try ReportFormat.text.text(report, style: TextStyle(isVerbose: true))
        for endpoint in report.endpoints { #expect(whole.contains(endpoint.name)) }
    }

    @Test("a well site is a short text")
    func well() throws {
        let text = try ReportFormat.text.text(Self.reports()[0])
        #expect(text.split(separator: "\n").count == 1 && text.contains(": READY   "))
    }

    @Test("a recording that is saved and read is judged the same")
    func replay() throws {
        var site = try Site()
        site.close(.timeout) { $0.port == 443 }
        site.recording.lines = [
            LineObservation(.up, .rate(kilobitsPerSecond: 500)),
            LineObservation(.down, .segments(small: true, large: true, largeInSmallSegments: true)),
        ]
        let saved = try JSONEncoder().encode(site.recording)
        let read = try JSONDecoder().decode(Recording.self, from: saved)
        #expect(read == site.recording)
        #expect(Judge.judge(read, site.guide) == site.report)
    }

    @Test("a run that an earlier version saved is read: what it did not look at was not seen")
    func earlierReplay() throws {
        let site = try Site()
        let saved = try JSONEncoder().encode(site.recording)
        var tree = try #require(try JSONSerialization.jsonObject(with: saved) as? [String: Any])
        #expect(tree.removeValue(forKey: "times") != nil)
        let read = try JSONDecoder().decode(Recording.self, from: JSONSerialization.data(withJSONObject: tree))
        #expect(read.times == nil && Judge.judge(read, site.guide).findings.isEmpty)
    }

    @Test("only the checks that are asked for are made")
    func only() throws {
        var site = try Site()
        site.close(.timeout) { $0.port == 443 }
        site.recording.local.gateways = ["192.168.10.97"]
        let report = Judge.judge(site.recording, site.guide, only: ["gateway"])
        #expect(report.findings.map(\.code) == [.gatewayInternal])
    }

    @Test("each code stands in the document")
    func documented() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../..")
        let page = try String(contentsOf: root.appending(path: "docs/doctor.md"), encoding: .utf8)
        for code in FindingCode.allCases { #expect(page.contains("`\(code.rawValue)`"), "\(code.rawValue)") }
    }
}
