import DutyModel
import NIOCore
import Synchronization
import SiteNetwork
import Testing

/// A resolver that records every question.
final class RecordingResolver: NameResolver {
    private let asked = Mutex<[String]>([])
    var names: [String] { asked.withLock { $0 } }

    func addresses(of host: String, port: UInt16) async throws(DutyFailure) -> [SocketAddress] {
        asked.withLock { $0.append(host) }
        do {
            return [try SocketAddress(ipAddress: loopback, port: Int(port))]
        } catch {
            throw DutyFailure(.dnsFailed, "\(error)")
        }
    }
}

/// Dialling through proxies that do what a test says.
@Suite(.timeLimit(.minutes(1))) struct ProxyTests {
    static let cases = [
        BadBehaviour(name: "garbage", behaviour: .writeAndClose("\u{1}\u{2} nonsense\r\n\r\n"), code: .proxyMalformed),
        BadBehaviour(name: "ends without an answer", behaviour: .writeAndClose(""), code: .proxyMalformed),
        BadBehaviour(name: "ends in the middle", behaviour: .writeAndClose("HTTP/1.1 200 O"), code: .proxyMalformed),
        BadBehaviour(name: "silence", behaviour: .silence, code: .proxyTimeout),
        BadBehaviour(
            name: "a byte at a time", behaviour: .drip(start: "HTTP/1.1 200 OK\r\nX: ", everyMilliseconds: 5),
            code: .proxyTimeout),
        BadBehaviour(
            name: "a megabyte of header fields",
            behaviour: .writeForEver(start: "HTTP/1.1 200 OK\r\n", piece: "X-More: more and more\r\n"),
            code: .proxyMalformed),
        BadBehaviour(
            name: "provisional answers for ever",
            behaviour: .writeForEver(start: "", piece: "HTTP/1.1 100 Continue\r\n\r\n"), code: .proxyMalformed),
        BadBehaviour(name: "SOCKS", behaviour: .writeAndClose("\u{5}\u{0}"), code: .proxyIsSocks),
        BadBehaviour(
            name: "asks for a password",
            behaviour: .writeAndClose("HTTP/1.1 407 No\r\nProxy-Authenticate: NTLM\r\n\r\n"),
            code: .proxyAuthRequired),
        BadBehaviour(
            name: "denies", behaviour: .writeAndClose("HTTP/1.1 403 Forbidden\r\n\r\n<html>"), code: .proxyDenied),
    ]

    private func route(_ proxy: TestServer, _ credentials: ProxyCredentials? = nil) -> SiteRoute {
        .proxy(ProxyServer(host: loopback, port: proxy.port, credentials: credentials))
    }

    @Test(arguments: cases) func aBadProxyIsBoundedAndNamed(_ bad: BadBehaviour) async throws {
        let proxy = try await TestServer(bad.behaviour)
        var limits = NetworkLimits()
        if bad.code == .proxyTimeout { limits.proxyMilliseconds = 200 }
        limits.proxyProbeMilliseconds = 200
        let target = SiteEndpoint(host: "service.localhost", port: 443, transport: .tls)
        let failure = await failure(of: try dialler(limits: limits, route: route(proxy)), at: target)
        #expect(failure?.code == bad.code, "\(failure?.failure.message ?? "")")
        #expect(failure?.phase == .proxy)
        #expect(failure?.mayHaveArrived == false)
        #expect(failure?.timings[.proxy] != nil)
        try await proxy.close()
    }

    @Test func aProxyThatIsNotThereIsNamed() async throws {
        let proxy = try await TestServer(.silence)
        try await proxy.close()
        let target = SiteEndpoint(host: "service.localhost", port: 443, transport: .tls)
        let failure = await failure(of: try dialler(route: route(proxy)), at: target)
        #expect(failure?.code == .proxyUnreachable)
        #expect(failure?.phase == .proxy)
        #expect(failure?.failure.message.contains("refused") == true)
    }

    @Test func theAllowListIsAskedAboutTheServerAndNothingLeavesForAForeignOne() async throws {
        let proxy = try await TestServer(.write("HTTP/1.1 200 OK\r\n\r\n"))
        let target = SiteEndpoint(host: "elsewhere.example", port: 443, transport: .tls)
        let failure = await failure(of: try dialler(route: route(proxy)), at: target)
        #expect(failure?.code == .hostNotInGuide)
        #expect(proxy.connections == 0)
        try await proxy.close()
    }

    @Test func everythingGoesThroughTheTunnelAndOnlyTheProxyIsLookedUp() async throws {
        let authority = try TestAuthority()
        let plain = try await TestServer(.write(good))
        let secret = try await TestServer(.write(good), tls: authority.server(authority.issue()))
        let proxy = try await TestProxy()
        let resolver = RecordingResolver()
        let dialler = try dialler(
            roots: authority, resolver: resolver,
            route: .proxy(ProxyServer(host: "proxy.example", port: proxy.port)))
        for (server, transport) in [(plain, NetworkTransport.plain), (secret, .tls)] {
            let answer = try await dialler.exchange(.init(method: .get, path: "/"), with: place(server, transport))
            #expect(answer.status == 200)
            #expect(answer.timings[.proxy] != nil)
        }
        #expect(resolver.names == ["proxy.example", "proxy.example"])
        #expect(
            proxy.requests.map { $0.split(separator: "\r\n").first.map(String.init) } == [
                "CONNECT service.localhost:\(plain.port) HTTP/1.1", "CONNECT service.localhost:\(secret.port) HTTP/1.1",
            ])
        // What is plain is plain inside the tunnel as well, in the form that the server itself is asked.
        #expect(plain.requests.hasPrefix("GET / HTTP/1.1\r\nHost: service.localhost:\(plain.port)\r\n"))
        await dialler.close()
        try await proxy.close()
        try await plain.close()
        try await secret.close()
    }

    @Test func aKeptConnectionServesItsRouteAloneAndEndsWhenTheRouteChanges() async throws {
        let server = try await TestServer(.write(good))
        let proxy = try await TestProxy()
        let direct = Mutex(true)
        let way = SiteRoute.proxy(ProxyServer(host: loopback, port: proxy.port))
        let dialler = try dialler(routes: { direct.withLock { $0 ? .direct : way } })
        func ask() async throws -> Bool {
            try await dialler.exchange(.init(method: .get, path: "/"), with: place(server)).connectionWasWarm
        }
        #expect(try await ask() == false)
        #expect(try await ask() == true)
        direct.withLock { $0 = false }
        #expect(try await ask() == false)
        #expect(proxy.requests.count == 1)
        direct.withLock { $0 = true }
        #expect(try await ask() == true)
        await dialler.routeChanged()
        #expect(try await ask() == false)
        #expect(server.connections == 3)
        await dialler.close()
        try await proxy.close()
        try await server.close()
    }
}
