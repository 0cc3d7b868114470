import ConnectivityGuide
import Doctor
import DutyModel
import Testing

/// UDP 123: closed where a guide asks for it, and nobody's concern where none does.
@Suite("time servers") struct TimeServerTests {
    /// A site whose guide asks for UDP 123 at the hosts that the built-in one names for time.
    private static func site(level: String = "required") throws -> Site {
        let clocks = ["pool.ntp.org", "time.apple.com"].map {
            "  - {host: \($0), port: 123, transport: udp, protocol: other, service: S, role: device_management, "
                + "level: \(level), time_port: 123, purpose: time}\n"
        }
        let text =
            "format_version: 1\nname: clocks\ntitle: Clocks\nservices:\n  - {name: S, purpose: some}\nendpoints:\n"
            + clocks.joined()
            + "  - {host: www.google.com, port: 443, transport: tcp, protocol: tls, service: S, role: page, "
            + "level: required, purpose: some}\n"
        var site = try Site()
        site.guide = try ConnectivityGuide.load(yaml: text, fileName: "clocks.yaml")
        return site
    }

    @Test("dropped or rejected is told as the guide's level is; an answer of any kind is open")
    func closed() throws {
        for (level, exitCode) in [("required", Int32(2)), ("recommended", 1)] {
            for result in [TimeObservation.Result.timeout, .unreachable] {
                var site = try Self.site(level: level)
                #expect(site.report.exitCode == 0 && site.report.endpoints.allSatisfy { $0.state == .open })
                site.closeClocks(result) { _ in true }
                #expect(site.roots == ["ntp_closed blocked"])
                #expect(
                    site.report.roots.flatMap(\.cures).flatMap(\.lines)
                        == ["ip saddr 192.168.50.20 udp dport 123 accept"])
                #expect(site.report.exitCode == exitCode && site.report.failing.count == 2)
            }
        }
        for result in [TimeObservation.Result.refused, .unsynchronised, .malformed] {
            var site = try Self.site()
            site.closeClocks(result) { _ in true }
            #expect(site.roots == [], "\(result)")
        }
    }

    @Test("one silent time server, and silence on a bad line or where all datagrams are closed, close nothing")
    func nearMisses() throws {
        var one = try Self.site()
        one.closeClocks { $0.host == "time.apple.com" }
        #expect(one.roots == [])
        var noDatagrams = try Self.site()
        noDatagrams.closeClocks { _ in true }
        noDatagrams.answers({ $0.transport == .udp }) { ($0.result, $0.addresses) = (.timeout, []) }
        #expect(noDatagrams.roots == ["dns_udp_closed blocked"])
    }

    @Test("a guide that does not ask for UDP 123 has nothing against a site that closes it")
    func notAskedFor() throws {
        for result in [TimeObservation.Result.timeout, .unreachable] {
            var site = try Site()
            site.closeClocks(result) { _ in true }
            #expect(site.report.findings.isEmpty && site.report.exitCode == 0)
        }
    }
}
