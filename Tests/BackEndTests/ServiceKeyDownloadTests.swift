import BackEnd
import BackEndHTTP
import DutyModel
import Exchanges
import NIOHTTP1
import Testing

/// The certificates of the service keys over the network: for machines alone, named in every answer of the distributor.
@Suite struct ServiceKeyDownloadTests {
    @Test func `a machine is told the newest revision and given root and certificates`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        let question = site.directoryQuestion
        try await site.serving { ports in
            var machine = try site.client
            machine.port = try #require(ports.services[.distributor])
            let named = [String(site.backEnd.certifiedKeys.revision)]
            let answer = try await machine.exchange(question, path: "/distributor")
            #expect(answer.status == 200 && answer.headers[ServiceKeyPlace.revisionField] == named)
            let given = try await machine.exchange([], method: .GET, path: ServiceKeyPlace.path)
            #expect(given.status == 200 && given.headers[ServiceKeyPlace.revisionField] == named)
            #expect(CertifiedServiceKeys(json: given.body) == site.backEnd.certifiedKeys)
            #expect(try await machine.exchange(question, path: ServiceKeyPlace.path).status == 404)
            var stranger = machine
            stranger.credential = nil
            #expect(try await stranger.exchange([], method: .GET, path: ServiceKeyPlace.path).status == 403)
            var other = machine
            other.port = try #require(ports.services[.funds])
            #expect(try await other.exchange([], method: .GET, path: ServiceKeyPlace.path).status == 404)
        }
    }
}
