import ConnectivityGuide
import Doctor
import NIOCore
import NIOPosix
import Testing

@testable import DoctorProbes

/// Names are looked up as the machine looks them up, and the next address is tried where the first is dead.
@Suite("looking a host up", .timeLimit(.minutes(2))) struct HostLookUpTests {
    private func lookUp(_ peer: TestPeer) async throws -> HostLookUp.Found {
        let names = NameProbe(
            limits: ProbeLimits(), group: MultiThreadedEventLoopGroup.singleton, gate: Gate(8))
        let look = HostLookUp(
            names: names, servers: [NameProbe.Server(resolver: .site, address: peer.address)], hasIPv4: true,
            hasIPv6: false)
        let found = await look.run("host.example")
        try await peer.close()
        return found
    }

    @Test("an answer that found no room in a datagram is asked for again over TCP")
    func truncated() async throws {
        let peer = try await TestPeer(
            datagrams: { [DNSBytes.answer($0, [], flags: 0x83)] },
            pieces: { question in
                let answer = DNSBytes.answer(Array(question.dropFirst(2)), [7])
                return [[UInt8(answer.count >> 8), UInt8(answer.count & 255)] + answer]
            })
        #expect(try await lookUp(peer).four == ["127.0.0.7"])
    }

    @Test("a server that knows no EDNS is asked without it", arguments: [1, 4] as [UInt8])
    func withoutEDNS(_ code: UInt8) async throws {
        let peer = try await TestPeer(
            datagrams: { [$0[11] > 0 ? DNSBytes.answer($0, [], code: code) : DNSBytes.answer($0, [7])] })
        #expect(try await lookUp(peer).four == ["127.0.0.7"])
    }

    @Test("where IPv4 leads nowhere the address of IPv6 comes first, and is not tried twice")
    func prefersSix() {
        var found = HostLookUp.Found(outside: Task { [] })
        (found.four, found.six) = (["192.0.2.7", "192.0.2.8"], ["2001:db8::7", "2001:db8::8"])
        #expect(found.first(1)?.ipAddress == "192.0.2.7" && found.second(1)?.ipAddress == "192.0.2.8")
        #expect(found.firstSix(1)?.ipAddress == "2001:db8::7")
        found.prefersSix = true
        #expect(found.first(1)?.ipAddress == "2001:db8::7" && found.second(1)?.ipAddress == "2001:db8::8")
        #expect(found.firstSix(1) == nil)
        found.six = []
        #expect(found.first(1)?.ipAddress == "192.0.2.7" && found.second(1)?.ipAddress == "192.0.2.8")
    }

    @Test("a host whose first address is dead is open at its next one")
    func nextAddress() async throws {
        let server = try await BadServer.start(.answers("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"))
        let port = try #require(server.localAddress?.port)
        // Nobody listens at the first one.
        let peer = try await TestPeer(datagrams: { [DNSBytes.answer($0, [9, 1])] }, pieces: { _ in [] })
        let guide = try HereRun.guide(host: "host.example", port: port, names: peer.address.port ?? 0)
        let recording = try await HereRun.record(guide) { settings in
            settings.limits.stepMilliseconds = 2_000
            settings.nameServers = ["127.0.0.1"]
        }
        try await peer.close()
        try await server.close()
        let mine = recording.connections.filter { $0.host == "host.example" && $0.purpose == .endpoint }
        #expect(mine.map(\.address).contains("127.0.0.9") && mine.contains { $0.http?.status == 200 }, "\(mine)")
        #expect(Judge.judge(recording, guide).endpoints.first?.state == .open)
    }
}
