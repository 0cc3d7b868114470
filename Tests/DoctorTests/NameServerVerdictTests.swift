import Doctor
import DutyModel
import Testing

/// Name servers that answer and know nothing, and name servers that only others can ask.
@Suite("name servers that mislead") struct NameServerVerdictTests {
    private static let funds = "incometp4.pb.com"

    /// The line behind the router is down: the public server is silent, nothing opens, not even its own address.
    private func downLine(_ router: NameObservation.Result) throws -> Site {
        var site = try Site()
        site.answers({ $0.resolver == .public }) { ($0.result, $0.addresses) = (.timeout, []) }
        site.answers({ $0.resolver == .site }) { ($0.result, $0.addresses) = (router, []) }
        site.close(.noAddress) { _ in true }
        site.otherPort(Site.publicServer, 443, .timeout)
        site.recording.times = []
        return site
    }

    @Test(
        "a router whose line is down refuses questions: nothing is reachable, and no firewall is blamed",
        arguments: [NameObservation.Result.refused, .failed])
    func refusing(_ router: NameObservation.Result) throws {
        #expect(try downLine(router).roots == ["nothing_reachable unknown"])
    }

    @Test("so it is where it knows some names by heart")
    func remembering() throws {
        var site = try downLine(.failed)
        site.answers({ $0.resolver == .site && $0.kind == .host }) {
            ($0.result, $0.addresses) = (.answered, [Site.address($0.name)])
        }
        site.close(.timeout) { $0.purpose == .endpoint }
        #expect(site.roots == ["nothing_reachable unknown"])
    }

    @Test("where the site’s name server denies made-up names, the line is there, and closed ports are told")
    func closedPorts() throws {
        var site = try Site()
        site.close(.timeout) { $0.purpose != .nowhere }
        #expect(site.roots == ["port_closed blocked"])
    }

    @Test(
        "a machine asks the server of its link: where that is silent, the public one’s answers do not help it",
        arguments: [NameObservation.Result.timeout, .unreachable])
    func ownServerSilent(_ result: NameObservation.Result) throws {
        var site = try Site()
        site.answers({ $0.resolver == .site && $0.kind != .large }) { ($0.result, $0.addresses) = (result, []) }
        site.recording.names.removeAll { $0.resolver == .site && $0.kind == .large }
        #expect(site.roots == ["dns_dead blocked"])
        #expect(site.report.exitCode == 2)
        let cure = try #require(site.report.roots.first?.cures.first)
        #expect(cure.lines.allSatisfy { $0.contains(Site.ownServer) })
    }
}
