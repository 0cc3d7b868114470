import DutyModel
import NIOCore
import SiteNetwork
import Testing

@Suite(.timeLimit(.minutes(1))) struct ExchangeTests {
    @Test func aRequestGoesOutWholeAndItsAnswerComesBackWhole() async throws {
        let server = try await TestServer(.write(good))
        let request = SiteRequest(
            method: .post, path: "/csd/x?y=1", fields: [.init("Content-Type", "application/xml")],
            body: Array("<a/>".utf8))
        let answer = try await dialler().exchange(request, with: place(server))
        #expect(answer.status == 200)
        #expect(answer.value(of: "x-kind") == "good")
        #expect(answer.body == Array("ok".utf8))
        #expect(
            server.requests == """
                POST /csd/x?y=1 HTTP/1.1\r\nHost: service.localhost:\(server.port)\r\n\
                Content-Type: application/xml\r\nContent-Length: 4\r\n\r\n<a/>
                """)
        #expect(answer.timings[.connect] != nil && answer.timings[.http] != nil)
        #expect(answer.timings[.tlsHandshake] == nil && answer.timings[.proxy] == nil)
        try await server.close()
    }

    @Test func aConnectionThatAnsweredIsUsedAgain() async throws {
        let server = try await TestServer(.write(good))
        let dialler = try dialler()
        let request = SiteRequest(method: .get, path: "/")
        #expect(try await dialler.exchange(request, with: place(server)).connectionWasWarm == false)
        let second = try await dialler.exchange(request, with: place(server))
        #expect(second.connectionWasWarm)
        #expect(second.timings[.connect] == nil)
        #expect(server.connections == 1)
        await dialler.close()
        try await server.close()
    }

    @Test func aConnectionThatIsNotUsedAgainEnds() async throws {
        let server = try await TestServer(.write(good))
        var limits = NetworkLimits()
        limits.idleMilliseconds = 50
        let dialler = try dialler(limits: limits)
        _ = try await dialler.exchange(.init(method: .get, path: "/"), with: place(server))
        for await _ in server.ends { break }
        #expect(
            try await dialler.exchange(.init(method: .get, path: "/"), with: place(server)).connectionWasWarm == false)
        #expect(server.connections == 2)
        try await server.close()
    }

    @Test func aServerThatClosesAfterEachAnswerIsAskedOnANewConnection() async throws {
        let server = try await TestServer(
            .writeAndClose("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"))
        let dialler = try dialler()
        for _ in 0..<3 {
            let answer = try await dialler.exchange(.init(method: .get, path: "/"), with: place(server))
            #expect(!answer.connectionWasWarm)
        }
        #expect(server.connections == 3)
        try await server.close()
    }

    @Test func aHostThatTheGuideDoesNotNameIsNotEvenLookedUp() async throws {
        struct Tripwire: NameResolver {
            func addresses(of host: String, port: UInt16) async throws(DutyFailure) -> [SocketAddress] {
                Issue.record("a name was looked up")
                throw DutyFailure(.dnsFailed, "")
            }
        }
        let endpoint = SiteEndpoint(host: "elsewhere.example", port: 8443, transport: .tls)
        let failure = await failure(of: try dialler(resolver: Tripwire()), at: endpoint)
        #expect(failure?.code == .hostNotInGuide)
        #expect(failure?.phase == .local)
        #expect(failure?.mayHaveArrived == false)
        #expect(failure?.failure.message.contains("elsewhere.example port 8443 (TLS)") == true)
    }

    @Test func nobodyListeningIsRefused() async throws {
        let server = try await TestServer(.silence)
        try await server.close()
        let failure = await failure(of: try dialler(), at: place(server))
        #expect(failure?.code == .connectRefused)
        #expect(failure?.phase == .connect)
    }

    @Test func aNameWithoutAddressesSaysSo() async throws {
        struct Empty: NameResolver {
            func addresses(of host: String, port: UInt16) async throws(DutyFailure) -> [SocketAddress] {
                throw DutyFailure(.dnsFailed, "No such name.")
            }
        }
        let server = try await TestServer(.silence)
        let failure = await failure(of: try dialler(resolver: Empty()), at: place(server))
        #expect(failure?.code == .dnsFailed)
        #expect(failure?.phase == .resolve)
        try await server.close()
    }

    @Test func theSecondAddressIsTriedWhenTheFirstFails() async throws {
        let server = try await TestServer(.write(good))
        let dead = try await TestServer(.silence)
        try await dead.close()
        struct Two: NameResolver {
            let ports: [UInt16]
            func addresses(of host: String, port: UInt16) async throws(DutyFailure) -> [SocketAddress] {
                ports.compactMap { try? SocketAddress(ipAddress: loopback, port: Int($0)) }
            }
        }
        let dialler = try dialler(resolver: Two(ports: [dead.port, server.port]))
        let answer = try await dialler.exchange(.init(method: .get, path: "/"), with: place(server))
        #expect(answer.status == 200)
        try await server.close()
    }

    @Test(arguments: [
        SiteRequest(method: .get, path: "no-slash"), SiteRequest(method: .get, path: "/a b"),
        SiteRequest(method: .get, path: "/\r\nX: y"), SiteRequest(method: .get, path: "/", body: [1]),
        SiteRequest(method: .get, path: "/", fields: [.init("A", "b\r\nC: d")]),
        SiteRequest(method: .get, path: "/", fields: [.init("Host", "other")]),
        SiteRequest(method: .get, path: "/", fields: [.init("", "x")]),
    ])
    func aRequestThatIsNotOneRequestIsNotSent(request: SiteRequest) async throws {
        let server = try await TestServer(.write(good))
        let failure = await failure(of: try dialler(), at: place(server), request)
        #expect(failure?.code == .valueMalformed)
        #expect(server.connections == 0)
        try await server.close()
    }

    @Test func namesOfThisComputerNeedNoResolver() async throws {
        let resolver = SystemResolver(threads: .singleton, group: loops)
        for name in ["localhost", "funds.localhost", "A.B.LOCALHOST."] {
            let found = try await resolver.addresses(of: name, port: 7).map(\.ipAddress)
            #expect(found == ["127.0.0.1", "::1"])
        }
        #expect(try await resolver.addresses(of: "[::1]", port: 7).map(\.ipAddress) == ["::1"])
        #expect(try await resolver.addresses(of: "192.0.2.7", port: 7).map(\.ipAddress) == ["192.0.2.7"])
    }
}
