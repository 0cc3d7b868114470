import BackEnd
import BackEndHTTP
import DutyModel
import Exchanges
import NIOHTTP1
import PublishedKeys
import Signing
import Testing

/// The key list over the network: for machines alone, named in every answer.
@Suite struct KeyListDownloadTests {
    @Test func `each answer names the newest list, and a machine is given it in both forms`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        let publication = KeyListPublication(
            site.backEnd, into: PublishedFolder(site.folder + "/public"), demonstration: true,
            verifyPrefix: try VerifyPrefix("HTTP://127.0.0.1:8700/V/"), clock: site.clock)
        let question = site.directoryQuestion
        try await site.serving { ports in
            var machine = try site.client
            machine.port = try #require(ports.services[.distributor])
            func get(_ path: String, _ client: TLSClient) async throws -> TLSClient.Answer {
                try await client.exchange([], method: .GET, path: path)
            }
            let early = try await machine.exchange(question, path: "/distributor")
            #expect(early.status == 200 && early.headers[KeyListPlace.versionField] == [])
            #expect(try await get("/key-list?format=3", machine).status == 503)

            try await publication.publish()
            let version = String(site.clock.now().seconds)
            #expect(
                try await machine.exchange(question, path: "/distributor").headers[KeyListPlace.versionField] == [
                    version
                ])
            for format in KeyListFormat.published {
                // A machine of an earlier version doesn't say that it reads an end, and would refuse a list that has one.
                for (path, withEnd) in [
                    (KeyListPlace.address(form: format.number), format == .third),
                    ("/key-list?format=\(format.number)", false),
                ] {
                    let answer = try await get(path, machine)
                    #expect(answer.status == 200 && answer.headers[KeyListPlace.versionField] == [version])
                    let list = try KeyList.verified(json: answer.body, publisher: site.backEnd.publisher.publicKey)
                    #expect(list.format == format && String(list.version) == version)
                    #expect((list.validUntil != nil) == withEnd && (list.certification != nil) == withEnd, "\(path)")
                }
            }
            for path in ["/key-list", "/key-list?format=1", "/key-list?format=x", "/key-list?format=-3"] {
                #expect(try await get(path, machine).status == 404, "\(path)")
            }
            #expect(try await machine.exchange(question, path: "/key-list?format=3").status == 404)
            // A refusal names it too: a machine that is refused everything else still hears of the list.
            var stranger = machine
            stranger.credential = nil
            let refused = try await get("/key-list?format=3", stranger)
            #expect(refused.status == 403 && refused.headers[KeyListPlace.versionField] == [version])

            var other = machine
            other.port = try #require(ports.services[.funds])
            let elsewhere = try await get("/key-list?format=3", other)
            #expect(elsewhere.status == 404 && elsewhere.headers[KeyListPlace.versionField] == [version])
        }
    }
}
