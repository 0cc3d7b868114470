import Foundation
import ProgramRunning
import Testing

/// The doctor on each of the lab's sites: the real programs do what the site's do.
///
/// The verdicts read what is seen and never the scenario, so the rows say only what each fault is called.
@Suite("the doctor in the lab", .serialized) struct LabScenarioTests {
    static let rows: [(scenario: String, causes: [String])] = [
        ("clean", []), ("tls-dropped", ["port_closed"]), ("tls-rejected", ["port_closed"]),
        ("host-dropped", ["host_blocked"]), ("host-rejected", ["host_blocked"]),
        ("dns-tcp-closed", ["dns_tcp_closed"]), ("dns-large-lost", ["dns_large_lost"]),
        ("dns-udp-closed", ["dns_udp_closed"]), ("dns-closed", ["dns_dead"]),
        ("dns-public-closed", ["dns_public_closed"]),
        ("nxdomain-rewritten", ["dns_rewritten"]),
        ("name-sinkholed", ["dns_filtered"]),
        ("dns-intercepted", ["dns_intercepted"]), ("tls-inspected", ["tls_inspected"]),
        ("tls-inspected-mitmproxy", ["tls_inspected"]), ("tls-inspected-but-two", ["tls_inspected"]),
        ("tls-inspected-but-two-mitmproxy", ["tls_inspected"]), ("sni-filtered", ["sni_filtered"]),
        ("sni-known-only", ["sni_filtered"]),
        ("block-page", ["block_page"]), ("block-redirect", ["block_page"]), ("captive-portal", ["captive_portal"]),
        ("transparent-proxy", ["transparent_proxy"]), ("proxy", []), ("proxy-open", []),
        ("proxy-not-set", ["nothing_reachable"]), ("proxy-no-credentials", ["proxy_auth_required"]),
        ("proxy-wrong-credentials", ["proxy_credentials_refused"]), ("proxy-443-only", ["proxy_denies_port"]),
        ("proxy-denies-host", ["proxy_denies_host"]),
        ("proxy-socks", ["proxy_is_socks"]), ("mtu-black-hole", ["mtu_black_hole"]),
        ("ipv6-broken", ["ipv6_broken"]), ("clock-ahead", ["clock_wrong"]), ("clock-behind", ["clock_wrong"]),
        ("gateway-internal", ["gateway_internal"]), ("server-down", ["server_down"]),
        ("server-silent", ["server_down"]), ("slow-link", ["line_slow"]),
        // Two faults at once are two causes.
        ("name-sinkholed+dns-tcp-closed", ["dns_filtered", "dns_tcp_closed"]),
        ("host-dropped+nxdomain-rewritten", ["dns_rewritten", "host_blocked"]),
    ]

    /// Those that take long and show what others show too: only in a long run.
    private static let longRows: [(scenario: String, causes: [String])] =
        ProcessInfo.processInfo.environment["DUTYMARK_SOAK"] == nil
        ? [] : [("mtu-black-hole-outward", ["mtu_black_hole"])]

    @Test("the whole guide on a slow line with a back end: what was measured is the one cause")
    func measured() async throws {
        guard ProcessInfo.processInfo.environment["DUTYMARK_SOAK"] != nil else {
            return print("left out: the whole guide at 300 kbit/s, since only DUTYMARK_SOAK=1 asks for long runs")
        }
        #expect(try await LabDoctor.causes(in: "slow-link", withBackEnd: true) == ["line_too_slow"])
    }

    @Test("each fault is its one root cause, and a clean site has none", arguments: rows + longRows)
    func scenario(scenario: String, causes: [String]) async throws {
        guard let found = try await LabDoctor.causes(in: scenario) else {
            return print("left out: \(scenario), since mitmproxy is not installed here")
        }
        #expect(found == causes, "\(scenario)")
    }

    /// Once more and once more, three sites beside each other: a verdict must not hang on luck, nor on a busy computer.
    @Test("ten times in a row the causes are the same")
    func tenTimes() async throws {
        guard ProcessInfo.processInfo.environment["DUTYMARK_SOAK"] != nil else {
            return print("left out: ten rounds of every site, since only DUTYMARK_SOAK=1 asks for long runs")
        }
        let all = (1...10).flatMap { round in (Self.rows + Self.longRows).map { (round, $0.scenario, $0.causes) } }
        let lanes = 3
        try await withThrowingTaskGroup(of: Void.self) { group in
            for lane in 0..<lanes {
                let mine = stride(from: lane, to: all.count, by: lanes).map { all[$0] }
                group.addTask {
                    for (round, scenario, causes) in mine {
                        guard let found = try await LabDoctor.causes(in: scenario) else { continue }
                        #expect(found == causes, "\(scenario), round \(round)")
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test("with other hosts, ports, addresses and names, drawn at random, the causes are the same")
    func parameters() async throws {
        let guide = try await Program.run(["guide", "show", "--json"]).json(Guide.self)
        let hosts = guide.endpoints.filter { $0.protocol == "tls" && !$0.host.contains("*") }.map(\.host)
        let drawn = (0..<4).compactMap { _ in hosts.randomElement() }
        let address = "94.130.\(Int.random(in: 1...200)).\(Int.random(in: 1...200))"
        let port = [80, 443, 5228, 5938].randomElement() ?? 80
        let answer = ["drop", "reject"].randomElement() ?? "drop"
        let list = drawn.map { "\"\($0)\"" }.joined(separator: ", ")
        let faults = [
            (
                "port_closed", "\"transport\": \"tcp\", \"port\": \(port), \"answer\": \"\(answer)\", \"hosts\": []",
                "port_closed"
            ),
            (
                "port_closed", "\"transport\": \"tcp\", \"port\": 443, \"answer\": \"\(answer)\", \"hosts\": [\(list)]",
                "host_blocked"
            ),
            ("name_sinkholed", "\"host\": \"\(drawn[0])\", \"address\": \"127.0.0.1\"", "dns_filtered"),
            ("unknown_names_rewritten", "\"address\": \"\(address)\"", "dns_rewritten"),
            (
                "tls_inspected",
                "\"program\": \"squid\", \"authority\": \"Gateway \(port)\", \"exempt\": [\(list)]", "tls_inspected"
            ),
            ("server_down", "\"hosts\": [\"\(drawn[1])\"], \"answer\": \"\(answer)\"", "server_down"),
        ]
        let folder = FileManager.default.temporaryDirectory.appending(path: "dutymark-drawn-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (kind, parameters, cause) in faults {
            let fault = "{\"kind\": \"\(kind)\", \(parameters)}"
            let file = folder.appending(path: "drawn.json")
            try Data("[{\"name\": \"drawn\", \"title\": \"drawn\", \"faults\": [\(fault)]}]".utf8).write(to: file)
            let found = try await LabDoctor.causes(in: "drawn", file: file.path)
            #expect(found == [cause], "\(fault)")
        }
    }

    @Test("a guide that asks for the time over UDP is told where that is closed; the built-in one does not mind")
    func timeServers() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "dutymark-time-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        func entry(_ host: String, _ port: Int, _ words: String) -> String {
            "  - {host: \(host), port: \(port), \(words), service: S, level: required, purpose: some}\n"
        }
        let clock = "transport: udp, protocol: other, time_port: 123, role: device_management"
        let guide =
            "format_version: 1\nname: clocks\ntitle: Clocks\nservices:\n  - {name: S, purpose: some}\nendpoints:\n"
            + entry("pool.ntp.org", 123, clock) + entry("time.apple.com", 123, clock)
            + entry("8.8.8.8", 53, "transport: udp, protocol: dns, role: dns")
            + entry("www.google.com", 443, "transport: tcp, protocol: tls, role: device_management")
        let file = folder.appending(path: "guide.yaml")
        try Data(guide.utf8).write(to: file)
        let closed = folder.appending(path: "closed.json")
        let fault = #"{"kind": "port_closed", "transport": "udp", "port": 123, "answer": "drop", "hosts": []}"#
        try Data(#"[{"name": "closed", "title": "closed", "faults": [\#(fault)]}]"#.utf8).write(to: closed)
        #expect(try await LabDoctor.causes(in: "clean", guide: file.path) == [])
        #expect(try await LabDoctor.causes(in: "closed", file: closed.path, guide: file.path) == ["ntp_closed"])
        #expect(try await LabDoctor.causes(in: "closed", file: closed.path) == [])
    }

    private struct Guide: Decodable {
        struct Endpoint: Decodable {
            let host: String
            let `protocol`: String
        }
        let endpoints: [Endpoint]
    }
}

/// The doctor at the place of the machine in one of the lab's sites.
private enum LabDoctor {
    /// The codes of the root causes that it finds, sorted; nil where the site needs mitmproxy and there is none.
    static func causes(
        in scenario: String, file: String? = nil, guide: String = "b700-v2", withBackEnd: Bool = false
    ) async throws -> [String]? {
        let line =
            "exec \"$0\" doctor --format json --guide \"$1\" --roots \"$DUTYMARK_LAB_ROOTS\" "
            + "${DUTYMARK_LAB_PROXY:+--proxy \"$DUTYMARK_LAB_PROXY\"}"
        let options = (file.map { ["--scenarios", $0] } ?? []) + (withBackEnd ? ["--back-end"] : [])
        let answer = try await Program.lab(
            ["shell"] + options + [scenario, "--", "sh", "-c", line, Program.dutymark.path, guide])
        if answer.errors.contains("mitmproxy is not installed") { return nil }
        struct Report: Decodable {
            struct Finding: Decodable {
                let code: String
                let dependsOn: [String]
            }
            let findings: [Finding]
        }
        let report = try answer.json(Report.self)
        return report.findings.filter(\.dependsOn.isEmpty).map(\.code).sorted()
    }
}
