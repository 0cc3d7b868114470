import ConnectivityGuide
import Foundation
import ProgramRunning
import Testing

/// The doctor measures lines of known pace in the lab, against the real back end behind them.
@Suite("the line is measured", .serialized) struct LineMeasuringTests {
    /// What a line carries in thousands of bits a second, and what must come of it.
    struct Row: Sendable, CustomTestStringConvertible {
        let down: Int
        let up: Int
        let cause: String?
        var testDescription: String { "\(down) down, \(up) up" }
    }

    private struct Report: Decodable {
        struct Finding: Decodable { let code: String }
        struct Line: Decodable {
            let service: String?
            let upKilobitsPerSecond: Int?
            let downKilobitsPerSecond: Int?
        }
        let findings: [Finding]
        let line: Line
    }

    static let rows = [
        Row(down: 300, up: 4_000, cause: "line_too_slow"), Row(down: 4_000, up: 600, cause: "line_slow"),
        Row(down: 4_000, up: 4_000, cause: nil),
    ]

    @Test("each way has its own pace, and the slower one decides", arguments: rows)
    func paces(row: Row) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "dutymark-line-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let scenarios = folder.appending(path: "scenarios.json")
        try Data(
            """
            [{"name": "paced", "title": "paced", "faults":
              [{"kind": "slow_link", "kilobits": \(row.down), "upKilobits": \(row.up)}]}]
            """.utf8
        ).write(to: scenarios)
        let guide = folder.appending(path: "line.yaml")
        try Data(try Self.guide().utf8).write(to: guide)
        // Counted at the site's own interface: bytes received, and bytes sent less those that the line dropped and that
        // were sent again.
        let script = """
            received() { awk '/:/ && !/ lo:/ { sub(/.*:/, ""); n += $1 } END { print n }' /proc/net/dev; }
            sent() {
              again=$(awk '$1 == "Tcp:" { n = $13 } END { print n + 0 }' /proc/net/snmp)
              awk -v again="$again" '/:/ && !/ lo:/ { sub(/.*:/, ""); n += $9 } END { print n - 1500 * again }' \
                /proc/net/dev
            }
            down=$(received) up=$(sent)
            "$0" doctor --guide "$1" --format json --roots "$DUTYMARK_LAB_ROOTS"
            status=$?
            [ $(($(received) - down)) -le 262144 ] && [ $(($(sent) - up)) -le 262144 ] || exit 90
            exit $status
            """
        let answer = try await Program.lab([
            "shell", "--back-end", "--scenarios", scenarios.path, "paced", "--", "sh", "-c", script,
            Program.dutymark.path, guide.path,
        ])
        try #require(answer.status != 90, "more than 256 KiB went over the line one way")
        let report = try answer.json(Report.self)
        #expect(report.findings.map(\.code) == [row.cause].compactMap { $0 }, "\(answer)")
        #expect(report.line.service == "measured")
        for (rate, pace) in [
            (report.line.downKilobitsPerSecond, row.down), (report.line.upKilobitsPerSecond, row.up),
        ] {
            // A line carries what stands around the bytes, too; a busy computer holds up what is fast enough anyway.
            let least = min(pace * 7 / 10, 1_000)
            #expect((least...pace * 11 / 10).contains(try #require(rate)), "\(report.line)")
        }
    }

    /// The back end's first host and a name server, so that the rest of the line is idle.
    private static func guide() throws -> String {
        let guide = try ConnectivityGuide.builtIn("b700-v2")
        let host = try guide.endpoint(for: .distributor)
        let server = try #require(guide.endpoints.first { $0.speaks == .dns && !$0.host.isWildcard })
        let bandwidth = try #require(guide.bandwidth)
        return """
            format_version: 1
            name: line
            title: A line
            services:
              - {name: Distributor, purpose: some}
            bandwidth:
              minimum_kbit_per_second: \(bandwidth.minimumKilobitsPerSecond)
              recommended_kbit_per_second: \(bandwidth.recommendedKilobitsPerSecond)
            endpoints:
              - {host: \(host.host.text), port: \(host.portNumber ?? 0), transport: tcp, protocol: tls,
                 service: Distributor, role: distributor, level: required, path: /, purpose: a service}
              - {host: \(server.host.text), port: \(server.portNumber ?? 0), transport: udp, protocol: dns,
                 service: Distributor, role: dns, level: required, purpose: names}

            """
    }
}
