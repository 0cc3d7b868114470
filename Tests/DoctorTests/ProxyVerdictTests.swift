import Doctor
import DutyModel
import Testing

/// A proxy that refuses all, or some, in its different ways.
@Suite("what a proxy refuses, and who is to mend it") struct ProxyVerdictTests {
    private static let funds = "incometp4.pb.com"

    private func site(_ fault: (inout Site) -> Void) throws -> Site {
        var site = try Site(proxy: RecordedProxy(host: "192.168.50.3", port: 3128, hasCredentials: false))
        fault(&site)
        return site
    }

    @Test("a proxy that denies this computer everything")
    func deniesAll() throws {
        let site = try site { $0.tunnel(.denied, 403) { _ in true } }
        #expect(site.roots == ["proxy_denies_host blocked"])
        let finding = try #require(site.report.roots.first)
        #expect(finding.fixer == .proxyKeeper)
        #expect(finding.summary == "The proxy opens no tunnel for this computer")
        #expect(finding.cures.map(\.program) == [.squid])
        #expect(site.report.exitCode == 2)
    }

    @Test("a proxy whose own line is down", arguments: [502, 503, 504])
    func reachesNothing(_ status: Int) throws {
        let site = try site { $0.tunnel(.upstream, status) { _ in true } }
        #expect(site.roots == ["proxy_upstream_failed unknown"])
        #expect(site.report.roots.first?.fixer == .proxyKeeper)
        #expect(site.report.exitCode == 2)
    }

    @Test("a proxy that denies some and reaches no other: two causes, both its keeper’s")
    func mixed() throws {
        let site = try site { site in
            site.tunnel(.upstream, 503) { $0.port == 443 }
            site.tunnel(.denied, 403) { $0.port != 443 }
        }
        #expect(site.roots == ["proxy_denies_host blocked", "proxy_upstream_failed unknown"])
        #expect(site.report.roots.allSatisfy { $0.fixer == .proxyKeeper })
    }

    @Test("a proxy that wants a password for some hosts only")
    func partlyLocked() throws {
        let site = try site { $0.tunnel(.authentication, 407, ["basic"]) { $0.host == Self.funds } }
        #expect(site.roots == ["proxy_auth_required blocked"])
        #expect(site.report.roots.first?.endpoints == ["\(Self.funds):443/tcp"])
        #expect(site.report.exitCode == 2)
    }

    @Test("a port that is closed behind the proxy is not a server that is down")
    func portBehind() throws {
        let site = try site { $0.tunnel(.upstream, 504) { $0.port == 5938 } }
        #expect(site.roots.contains("proxy_upstream_failed unknown"))
        #expect(site.report.roots.allSatisfy { $0.fixer == .proxyKeeper })
    }

    @Test("where it does not answer in time, nobody says that it says so")
    func silentForOne() throws {
        let site = try site { $0.tunnel(.timeout) { $0.host == Self.funds } }
        #expect(site.report.roots.first?.evidence.contains { $0.contains("says so") } == false)
    }
}
