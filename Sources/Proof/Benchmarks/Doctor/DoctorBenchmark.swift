import ConnectivityGuide
import Foundation
import ProgramRunning

/// The doctor on 80 TLS servers behind a delay, in turns with curl and blackbox_exporter on the same servers: from the
/// start of the program to its end, with the verdicts.
struct DoctorBenchmark {
    private static let rounds = 7
    private static let atOnce = 50

    let program: URL
    let folder: URL

    /// The doctor's time, held against each of the two others'.
    func rows() async throws -> [BenchmarkRow] {
        let site = try await DelayedSite(folder: folder)
        let measured = Result { try rounds(site) }
        try await site.end()
        let times = try measured.get()
        let (own, curl, blackbox) = (try median(times.own), try median(times.curl), try median(times.blackbox))
        return [
            BenchmarkRow(
                name: "doctor on \(DelayedSite.servers) TLS servers at 50 ms", cost: own, limit: curl, unit: "ms",
                limitName: "1.0 × peer; peer: curl --parallel --parallel-max \(Self.atOnce)", peer: curl),
            BenchmarkRow(
                name: "the same run", cost: own, limit: 0.5 * blackbox, unit: "ms",
                limitName: "0.5 × peer; peer: blackbox_exporter asked by xargs -P\(Self.atOnce) curl",
                peer: blackbox),
        ]
    }

    private func rounds(_ site: DelayedSite) throws -> (own: [Double], curl: [Double], blackbox: [Double]) {
        let curl = try CurlOfMany(site, folder: folder, atOnce: Self.atOnce)
        let blackbox = try BlackboxExporter(site, folder: folder, atOnce: Self.atOnce)
        defer { blackbox.stop() }
        var times: (own: [Double], curl: [Double], blackbox: [Double]) = ([], [], [])
        for round in 0...Self.rounds {
            let (own, one, other) = (try doctor(site), try curl.milliseconds(site), try blackbox.milliseconds(site))
            // The first round fills every cache; it counts for nobody.
            guard round > 0 else { continue }
            times.own.append(own)
            times.curl.append(one)
            times.blackbox.append(other)
        }
        return times
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
        let loopback = try ConnectivityGuide.builtIn("local").pageAddress()
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
