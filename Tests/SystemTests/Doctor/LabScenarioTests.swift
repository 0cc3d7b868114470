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
        ("dns-tcp-closed", ["dns_tcp_closed"]), ("dns-udp-closed", ["dns_udp_closed"]),
        ("nxdomain-rewritten", ["dns_rewritten"]), ("name-sinkholed", ["dns_filtered"]),
        ("dns-intercepted", ["dns_intercepted"]), ("tls-inspected", ["tls_inspected"]),
        ("tls-inspected-mitmproxy", ["tls_inspected"]), ("tls-inspected-but-two", ["tls_inspected"]),
        ("tls-inspected-but-two-mitmproxy", ["tls_inspected"]), ("sni-filtered", ["sni_filtered"]),
        ("block-page", ["block_page"]), ("block-redirect", ["block_page"]), ("captive-portal", ["captive_portal"]),
        ("transparent-proxy", ["transparent_proxy"]), ("proxy", []), ("proxy-open", []),
        ("proxy-not-set", ["nothing_reachable"]), ("proxy-no-credentials", ["proxy_auth_required"]),
        ("proxy-wrong-credentials", ["proxy_credentials_refused"]), ("proxy-443-only", ["proxy_denies_port"]),
        ("proxy-socks", ["proxy_is_socks"]), ("mtu-black-hole", ["mtu_black_hole"]),
        ("ipv6-broken", ["ipv6_broken"]), ("clock-ahead", ["clock_wrong"]), ("clock-behind", ["clock_wrong"]),
        ("gateway-internal", ["gateway_internal"]), ("server-down", ["server_down"]),
        ("server-silent", ["server_down"]),
        // Two faults at once are two causes.
        ("name-sinkholed+dns-tcp-closed", ["dns_filtered", "dns_tcp_closed"]),
        ("host-dropped+nxdomain-rewritten", ["dns_rewritten", "host_blocked"]),
    ]

    @Test("each fault is its one root cause, and a clean site has none", arguments: rows)
    func scenario(scenario: String, causes: [String]) async throws {
        let line =
            "exec \"$0\" doctor --format json --roots \"$DUTYMARK_LAB_ROOTS\" "
            + "${DUTYMARK_LAB_PROXY:+--proxy \"$DUTYMARK_LAB_PROXY\"}"
        let answer = try await Program.run(
            ["lab", "shell", scenario, "--", "sh", "-c", line, Program.dutymark.path])
        struct Report: Decodable {
            struct Finding: Decodable {
                let code: String
                let dependsOn: [String]
            }
            let findings: [Finding]
        }
        let report = try answer.json(Report.self)
        #expect(report.findings.filter(\.dependsOn.isEmpty).map(\.code).sorted() == causes, "\(scenario)")
    }
}
