import Foundation
import ProgramRunning
import Testing

/// What the doctor prints is loaded into the site's real firewall, proxy or name server, as its keeper would do it; the
/// fault itself stays, and the next run finds nothing.
@Suite("the doctor's rules mend the site", .serialized) struct RuleCureTests {
    /// Each scenario that a rule can mend, with the programs whose rule is tried. Where there are two, each mends alone.
    static let cures: [(scenario: String, program: String)] = [
        ("tls-rejected", "nftables"), ("tls-dropped", "nftables"), ("host-rejected", "nftables"),
        ("host-dropped", "nftables"), ("dns-tcp-closed", "nftables"), ("dns-udp-closed", "nftables"),
        ("dns-closed", "nftables"), ("dns-public-closed", "nftables"),
        ("nxdomain-rewritten", "dnsmasq"), ("name-sinkholed", "dnsmasq"), ("dns-intercepted", "nftables"),
        ("tls-inspected", "squid"), ("tls-inspected", "nftables"), ("tls-inspected-mitmproxy", "nftables"),
        ("tls-inspected-but-two", "squid"), ("tls-inspected-but-two", "nftables"),
        ("tls-inspected-but-two-mitmproxy", "nftables"), ("sni-filtered", "squid"), ("sni-filtered", "nftables"),
        ("sni-known-only", "squid"), ("sni-known-only", "nftables"),
        ("block-page", "nftables"), ("block-redirect", "nftables"), ("captive-portal", "nftables"),
        ("transparent-proxy", "nftables"), ("proxy-443-only", "squid"), ("proxy-not-set", "nftables"),
        ("proxy-denies-host", "squid"),
        ("mtu-black-hole", "nftables"), ("mtu-black-hole-outward", "nftables"), ("dns-large-lost", "nftables"),
        ("host-dropped+dns-intercepted", "nftables"),
    ]

    /// Nothing to mend, or mended by other means than a rule: docs/doctor.md says by what.
    static let others: Set<String> = [
        "clean", "proxy", "proxy-open", "proxy-no-credentials", "proxy-wrong-credentials", "proxy-socks", "slow-link",
        "ipv6-broken", "clock-ahead", "clock-behind", "gateway-internal", "server-down", "server-silent",
    ]

    /// Firewall, redirection, proxy, name server and inspection; all of them in the long version.
    private static let chosen: [(scenario: String, program: String)] = {
        guard ProcessInfo.processInfo.environment["DUTYMARK_SOAK"] == nil else { return cures }
        let short = [
            "host-rejected nftables", "name-sinkholed dnsmasq", "nxdomain-rewritten dnsmasq",
            "dns-intercepted nftables", "tls-inspected squid", "sni-filtered squid", "block-redirect nftables",
            "captive-portal nftables", "proxy-443-only squid",
        ]
        return cures.filter { short.contains("\($0.scenario) \($0.program)") }
    }()

    @Test("the rule that is printed makes the next run clean", arguments: chosen)
    func mended(scenario: String, program: String) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "dutymark-cure-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let answer = try await Program.lab(
            ["shell", scenario, "--", "sh", "-c", Self.script, Program.dutymark.path, program, folder.path])
        if answer.errors.contains("mitmproxy is not installed") {
            return print("left out: \(scenario), since mitmproxy is not installed here")
        }
        let before = try report(folder, "before.json")
        let after = try report(folder, "after.json")
        let rules = try String(contentsOf: folder.appending(path: "rules"), encoding: .utf8)
        #expect(before.exitCode != 0, "\(scenario)")
        for finding in before.findings where finding.dependsOn.isEmpty {
            let cure = try #require(finding.cures.first { $0.program == program }, "\(scenario): \(finding.code)")
            for line in cure.lines { #expect(rules.contains("\n\(line)\n"), "\(scenario): \(line)") }
        }
        #expect(after.findings.map(\.code) == [], "\(scenario), \(program): \(answer)\n\(rules)")
        #expect(after.exitCode == 0 && answer.status == 0, "\(scenario), \(program): \(answer)")
    }

    /// The whole guide's rules, which deny the machine everything else, and what reads each format.
    static let exports: [(scenario: String, formats: [String])] = [
        ("clean", ["nftables:nftables", "dnsmasq-nftset:dnsmasq"]), ("proxy", ["squid:squid"]),
    ]

    @Test("the whole guide’s rules for the machine let all of it pass, and nothing else", arguments: exports)
    func wholeGuide(scenario: String, formats: [String]) async throws {
        let answer = try await Program.lab(
            ["shell", scenario, "--", "sh", "-c", Self.exportScript, Program.dutymark.path] + formats)
        let report = try answer.json(Report.self)
        #expect(report.findings.map(\.code) == [] && report.exitCode == 0, "\(scenario): \(answer)")
        #expect(answer.errors.contains("before: 200\n"), "\(scenario): \(answer.errors)")
        #expect(answer.errors.contains("after: 000\n"), "\(scenario): \(answer.errors)")
    }

    @Test("every scenario is mended by a rule here, or has none")
    func complete() async throws {
        struct Scenario: Decodable { let name: String }
        let names = try await Program.lab(["list", "--json"]).json([Scenario].self).map(\.name)
        let mended = Set(Self.cures.map(\.scenario))
        #expect(mended.isDisjoint(with: Self.others))
        for name in names { #expect(mended.contains(name) || Self.others.contains(name), "\(name)") }
    }

    private func report(_ folder: URL, _ name: String) throws -> Report {
        try JSONDecoder().decode(Report.self, from: Data(contentsOf: folder.appending(path: name)))
    }

    private struct Report: Decodable {
        struct Finding: Decodable {
            struct Cure: Decodable {
                let program: String
                let lines: [String]
            }
            let code: String
            let dependsOn: [String]
            let cures: [Cure]
        }
        let findings: [Finding]
        let exitCode: Int
    }

    /// Looks, writes the rules of what was seen, loads them, and looks again; it ends as the second look does.
    private static let script = """
        doctor() { "$0" doctor --roots "$DUTYMARK_LAB_ROOTS" ${DUTYMARK_LAB_PROXY:+--proxy "$DUTYMARK_LAB_PROXY"} "$@"; }
        doctor --save "$2/run.json" --format json > "$2/before.json"
        "$0" doctor --replay "$2/run.json" --format "$1" > "$2/rules"
        "$DUTYMARK_LAB_LOAD" "$1" "$2/rules" >&2 || exit 99
        doctor --format json > "$2/after.json"
        """

    /// Loads the guide's rules, and looks; a host that no guide names is asked before and after.
    private static let exportScript = """
        stranger() {
            curl -4 -s -o /dev/null -w "$1: %{http_code}\\n" --max-time 2 \
                ${DUTYMARK_LAB_PROXY:+--proxytunnel --proxy "$DUTYMARK_LAB_PROXY"} http://94.130.77.200/ >&2
        }
        stranger before
        own=$(ip -4 -o address show dev eth0 | sed -n 's/.* inet \\([0-9.]*\\).*/\\1/p')
        file=$(mktemp)
        for pair in "$@"; do
            "$0" rules --format "${pair%:*}" --source "$own" > "$file"
            "$DUTYMARK_LAB_LOAD" "${pair#*:}" "$file" >&2 || exit 99
        done
        rm "$file"
        stranger after
        exec "$0" doctor --format json --roots "$DUTYMARK_LAB_ROOTS" \
            ${DUTYMARK_LAB_PROXY:+--proxy "$DUTYMARK_LAB_PROXY"}
        """
}
