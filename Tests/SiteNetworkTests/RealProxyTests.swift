import DutyModel
import ProgramRunning
import SiteNetwork
import Testing

/// Dialling through proxies that are in use at sites.
@Suite(.serialized, .timeLimit(.minutes(2))) struct RealProxyTests {
    private static let known = ProxyCredentials(user: "clerk", password: "secret")

    private func dialler(_ authority: TestAuthority, _ port: UInt16, _ credentials: ProxyCredentials?) throws
        -> SiteDialler
    {
        var limits = NetworkLimits()
        limits.proxyProbeMilliseconds = 1_000
        return try SiteDialler(
            allowList: Allowed(hosts: ["service.localhost", "denied.localhost", loopback]),
            route: { .proxy(ProxyServer(host: loopback, port: port, credentials: credentials)) },
            resolver: RecordingResolver(),
            tls: DiallerTLS(roots: authority.roots, certificate: nil, now: { today }), limits: limits, group: loops)
    }

    @Test func squidMakesTunnelsToEveryAllowedPortAndItsRefusalsAreToldApart() async throws {
        let authority = try TestAuthority()
        let secret = try await TestServer(.write(good), tls: authority.server(authority.issue()))
        let plain = try await TestServer(.write(good))
        let closed = try await TestServer(.silence)
        try await closed.close()
        let other = try await TestServer(.silence)
        let folder = try PeerFolder()
        let port = try FreePort.find()
        let squid = try startSquid(folder, port: port, mayConnectTo: [secret.port, plain.port, closed.port])
        defer { _ = squid.stop() }

        let good = try dialler(authority, port, Self.known)
        for endpoint in [place(secret, .tls), place(plain)] {
            let answer = try await good.exchange(.init(method: .get, path: "/"), with: endpoint)
            #expect(answer.status == 200)
            #expect(try await good.exchange(.init(method: .get, path: "/"), with: endpoint).connectionWasWarm)
        }
        await good.close()

        let refusals: [(ProxyCredentials?, SiteEndpoint, FailureCode, String)] = [
            (nil, place(secret, .tls), .proxyAuthRequired, "It offers: basic."),
            (ProxyCredentials(user: "clerk", password: "wrong"), place(secret, .tls), .proxyCredentialsRefused, "407"),
            (Self.known, place(secret, .tls, host: "denied.localhost"), .proxyDenied, "403 Forbidden"),
            (Self.known, place(other), .proxyDenied, "ERR_ACCESS_DENIED"),
            (Self.known, place(closed, .tls), .proxyUpstreamFailed, "ERR_CONNECT_FAIL 111"),
        ]
        for (credentials, endpoint, code, words) in refusals {
            let failure = await failure(of: try dialler(authority, port, credentials), at: endpoint)
            #expect(failure?.code == code, "\(endpoint)")
            #expect(failure?.phase == .proxy)
            #expect(failure?.failure.message.contains(words) == true, "\(failure?.failure.message ?? "none")")
        }
        #expect(other.connections == 0)
        for server in [secret, plain, other] { try await server.close() }
    }

    @Test func tinyproxyMakesTunnelsAndItsRefusalsAreToldApart() async throws {
        let server = try await TestServer(.write(good))
        let closed = try await TestServer(.silence)
        try await closed.close()
        let folder = try PeerFolder()
        let port = try FreePort.find()
        let configuration = try folder.file(
            "tinyproxy.conf",
            """
            Port \(port)
            Listen \(loopback)
            Timeout 10
            Allow \(loopback)
            BasicAuth clerk secret
            ConnectPort \(server.port)
            ConnectPort \(closed.port)

            """)
        let tinyproxy = try startPeer("exec tinyproxy -d -c \(configuration)", port: port)
        defer { _ = tinyproxy.stop() }
        let authority = try TestAuthority()
        let target = place(server, host: loopback)
        let good = try dialler(authority, port, Self.known)
        #expect(try await good.exchange(.init(method: .get, path: "/"), with: target).status == 200)
        await good.close()
        let forbidden = SiteEndpoint(host: loopback, port: 443, transport: .tls)
        let refusals: [(ProxyCredentials?, SiteEndpoint, FailureCode)] = [
            (nil, target, .proxyAuthRequired),
            (ProxyCredentials(user: "clerk", password: "wrong"), target, .proxyCredentialsRefused),
            (Self.known, forbidden, .proxyDenied),
            (Self.known, place(closed, host: loopback), .proxyUpstreamFailed),
        ]
        for (credentials, endpoint, code) in refusals {
            let failure = await failure(of: try dialler(authority, port, credentials), at: endpoint)
            #expect(failure?.code == code, "\(endpoint): \(failure?.failure.message ?? "none")")
        }
        try await server.close()
    }

    @Test func aSOCKSProxyIsNamed() async throws {
        let port = try FreePort.find()
        let microsocks = try startPeer("exec microsocks -i \(loopback) -p \(port)", port: port)
        defer { _ = microsocks.stop() }
        let target = SiteEndpoint(host: "service.localhost", port: 443, transport: .tls)
        for credentials in [nil, Self.known] {
            let failure = await failure(of: try dialler(TestAuthority(), port, credentials), at: target)
            #expect(failure?.code == .proxyIsSocks, "\(failure?.failure.message ?? "none")")
            #expect(failure?.phase == .proxy)
        }
    }
}
