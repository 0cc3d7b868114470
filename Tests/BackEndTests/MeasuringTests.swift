import BackEndHTTP
import DutyModel
import Exchanges
import Messages
import NIOHTTP1
import Testing

/// The measuring service: for anybody, within bounds, and beside the messages.
@Suite struct MeasuringTests {
    /// Somebody without a certificate at the distributor's port.
    private func stranger(_ site: TestSite, _ ports: BoundPorts, _ name: ServiceName = .distributor) throws -> TLSClient
    {
        var client = try site.client
        client.port = try #require(ports.services[name])
        client.credential = nil
        return client
    }

    private func upload(_ client: TLSClient, bytes: Int) async throws -> TLSClient.Answer {
        try await client.exchange(
            Array(repeating: 7, count: bytes), path: LineMeasuring.upPath, contentType: "application/octet-stream")
    }

    @Test func `it offers itself, sends exactly what is asked, and counts what comes`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        try await site.serving { ports in
            let client = try stranger(site, ports)
            func get(_ path: String) async throws -> TLSClient.Answer {
                try await client.exchange([], method: .GET, path: path)
            }
            let offer = try await get(LineMeasuring.offerPath)
            #expect(MeasuringOffer(text: String(decoding: offer.body, as: UTF8.self)) == MeasuringOffer(machines: 0))
            for (query, count) in [
                ("", 131_072), ("?bytes=1000", 1_000), ("?bytes=9000000", 131_072), ("?bytes=-1", 1),
            ] {
                #expect(try await get(LineMeasuring.downPath + query).body.count == count, "\(query)")
            }
            // Nothing on the way can make random bytes fewer: each value comes about as often as the others.
            let counts = Dictionary(grouping: try await get(LineMeasuring.downPath).body) { $0 }.mapValues(\.count)
            #expect(counts.count == 256 && counts.values.allSatisfy { (350...700).contains($0) })
            let answer = try await upload(client, bytes: 131_072)
            let measured = try #require(MeasuredUpload(text: String(decoding: answer.body, as: UTF8.self)))
            #expect(measured.bytes == 131_072)
            #expect((1...131_072).contains(measured.countedBytes))
            #expect(measured.countedMicroseconds <= measured.microseconds)
            #expect(try await upload(client, bytes: 131_073).status == 413)
            #expect(try await get(LineMeasuring.upPath).status == 404)
            #expect(try await get("/measure/sideways").status == 404)
        }
    }

    @Test func `it tells how many machines were heard from the address, and no more`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        let question = site.directoryQuestion
        try await site.serving { ports in
            var machine = try site.client
            machine.port = try #require(ports.services[.distributor])
            for _ in 0..<2 { _ = try await machine.exchange(question, path: "/distributor") }
            let offer = try await stranger(site, ports).exchange([], method: .GET, path: LineMeasuring.offerPath)
            #expect(String(decoding: offer.body, as: UTF8.self) == "dutymark-measure 1\nmachines 1\n")
        }
    }

    @Test func `beyond its limits it refuses before it reads, and machines are served all the same`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        var limits = ListenerLimits()
        limits.measuring.perAddress = 3
        try await site.serving(limits: limits) { ports in
            let client = try stranger(site, ports)
            for _ in 0..<3 { #expect(try await upload(client, bytes: 10).status == 200) }
            let refused = try await upload(client, bytes: 10)
            #expect(refused.status == 429 && refused.headers.first(name: "Retry-After") == "1")
            guard case .refusal(let refusal) = try MessageCodec().decode(refused.body).body else {
                Issue.record("not a refusal")
                return
            }
            #expect(refusal.code == .tooManyRequests)
            var machine = try site.client
            machine.port = client.port
            #expect(try await machine.exchange(Array("<no/>".utf8), path: "/distributor").status == 400)
        }
    }

    @Test func `the other services do not measure`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        try await site.serving { ports in
            let answer = try await stranger(site, ports, .funds)
                .exchange([], method: .GET, path: LineMeasuring.offerPath)
            #expect(answer.status == 403)
        }
    }
}
