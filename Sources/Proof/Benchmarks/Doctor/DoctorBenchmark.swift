import ConnectivityGuide
import Foundation
import ProgramRunning

/// The doctor on 80 TLS servers behind a delay, in turns with curl and blackbox_exporter on the same servers: from the
/// start of the program to its end, with the verdicts. Both rows come from the same rounds.
actor DoctorBenchmark {
    private static let rounds = 7
    private static let atOnce = 50

    private let program: URL
    private let folder: URL
    private var measured: (own: Double, curl: Double, blackbox: Double)?

    init(program: URL, folder: URL) {
        self.program = program
        self.folder = folder
    }

    func curlRow() async throws -> BenchmarkRow {
        let times = try await times()
        return BenchmarkRow(
            name: "doctor on \(DelayedSite.servers) TLS servers at 50 ms", cost: times.own, limit: times.curl,
            unit: "ms", limitName: "1.0 × peer; peer: curl --parallel --parallel-max \(Self.atOnce)", peer: times.curl)
    }

    func blackboxRow() async throws -> BenchmarkRow {
        let times = try await times()
        return BenchmarkRow(
            name: "the same run", cost: times.own, limit: 0.5 * times.blackbox, unit: "ms",
            limitName: "0.5 × peer; peer: blackbox_exporter asked by xargs -P\(Self.atOnce) curl", peer: times.blackbox)
    }

    private func times() async throws -> (own: Double, curl: Double, blackbox: Double) {
        if let measured { return measured }
        let site = try await DelayedSite(folder: folder)
        let result: Result<(own: Double, curl: Double, blackbox: Double), any Error>
        do {
            result = .success(try rounds(site))
        } catch {
            result = .failure(error)
        }
        try await site.end()
        measured = try result.get()
        return try result.get()
    }

    private func rounds(_ site: DelayedSite) throws -> (own: Double, curl: Double, blackbox: Double) {
        let curl = try CurlOfMany(site, folder: folder, atOnce: Self.atOnce)
        let blackbox = try BlackboxExporter(site, folder: folder, atOnce: Self.atOnce)
        defer { blackbox.stop() }
        var times: [[Double]] = []
        // The first round fills every cache; it counts for nobody.
        for _ in 0...Self.rounds {
            times.append([try doctor(site), try curl.milliseconds(site), try blackbox.milliseconds(site)])
        }
        let medians = (0..<3).compactMap { column in median(times.dropFirst().map { $0[column] }) }
        guard medians.count == 3 else { throw BenchmarkFailure("no round was measured") }
        return (medians[0], medians[1], medians[2])
    }

    private func doctor(_ site: DelayedSite) throws -> Double {
        let (doctor, time) = try site.run([
            program.path, "doctor", "--guide", site.guide.path, "--roots", site.roots.path, "--format", "json",
        ])
        struct Report: Decodable {
            struct Endpoint: Decodable { let state: String }
            let endpoints: [Endpoint]
        }
        let open = try? JSONDecoder().decode(Report.self, from: doctor.output).endpoints.count { $0.state == "open" }
        guard open == DelayedSite.servers + 1 else {
            throw BenchmarkFailure("the doctor says: \(String(decoding: doctor.output + doctor.errors, as: UTF8.self))")
        }
        return time
    }
}

/// One `curl` that asks every server, 50 at a time.
private struct CurlOfMany {
    private let words: [String]
    private let answers: URL

    init(_ site: DelayedSite, folder: URL, atOnce: Int) throws {
        let list = folder.appending(path: "curl.conf")
        let lines = site.hosts.map { "url = \"https://\($0):\(site.port)/\"\noutput = \"/dev/null\"\n" }
        try Data(lines.joined().utf8).write(to: list)
        answers = list
        words = [
            "curl", "--parallel", "--parallel-max", String(atOnce), "--silent", "--show-error", "--fail", "--noproxy",
            "*", "--cacert", site.root.path, "--write-out", "%{http_code}\n", "--config", list.path,
        ]
    }

    func milliseconds(_ site: DelayedSite) throws -> Double {
        let (curl, time) = try site.run(words)
        let good = String(decoding: curl.output, as: UTF8.self).split(separator: "\n").count { $0 == "200" }
        guard curl.status == 0, good == DelayedSite.servers else {
            throw BenchmarkFailure("curl: \(curl.status), \(String(decoding: curl.errors, as: UTF8.self))")
        }
        return time
    }
}

/// blackbox_exporter in the site, asked for each server by a `curl` of its own, 50 at a time.
private final class BlackboxExporter {
    private let program: StartedProgram
    private let words: [String]

    init(_ site: DelayedSite, folder: URL, atOnce: Int) throws {
        guard let loopback = try ConnectivityGuide.builtIn("local").endpoints(role: .page).first?.host.text else {
            throw BenchmarkFailure("the guide of this computer lacks the page")
        }
        let configuration = folder.appending(path: "blackbox.yml")
        try Data(
            """
            modules:
              tls: {prober: tcp, timeout: 10s, tcp: {tls: true, tls_config: {ca_file: \(site.root.path)}}}
            """.utf8
        ).write(to: configuration)
        let port = try FreePort.find()
        let targets = folder.appending(path: "targets")
        try Data(site.hosts.map { "\($0):\(site.port)\n" }.joined().utf8).write(to: targets)
        program = try StartedProgram(
            URL(filePath: "/usr/bin/env"),
            site.words([
                "prometheus-blackbox-exporter", "--config.file=\(configuration.path)",
                "--web.listen-address=\(loopback):\(port)",
            ]), ready: "Listening on")
        let ask = "curl --silent --noproxy '*' \"http://\(loopback):\(port)/probe?module=tls&target={}\""
        words = ["sh", "-c", "xargs -P\(atOnce) -I{} sh -c '\(ask.replacing("'", with: "'\\''"))' < \(targets.path)"]
    }

    func milliseconds(_ site: DelayedSite) throws -> Double {
        let (asked, time) = try site.run(words)
        let text = String(decoding: asked.output, as: UTF8.self)
        let good = text.split(separator: "\n").count { $0 == "probe_success 1" }
        guard good == DelayedSite.servers else {
            throw BenchmarkFailure("blackbox_exporter reached \(good) servers: \(text.suffix(600))")
        }
        return time
    }

    func stop() { _ = program.stop() }
}
