import ConnectivityGuide
import Doctor
import DoctorProbes
import DutyModel
import NIOCore
import NIOPosix
import ProgramRunning
import SiteNetwork
import Testing

/// The probes against servers of this computer that do what servers should not.
@Suite("probes", .timeLimit(.minutes(2))) struct ProbeTests {
    private func page(_ behaviour: BadServer.Behaviour) async throws -> [HTTPObservation] {
        let listener = try await BadServer.start(behaviour)
        let port = try #require(listener.localAddress?.port)
        let (recording, _) = try await HereRun.record(port)
        try await listener.close()
        return recording.connections.filter { $0.purpose == .endpoint }.compactMap(\.http)
    }

    @Test("a page is read with its fields")
    func goodPage() async throws {
        let answer =
            "HTTP/1.1 302 Found\r\nLocation: /here\r\nVia: 1.1 box\r\nDate: Tue, 24 Nov 2026 06:00:00 GMT\r\nAge: 60\r\n"
            + "Content-Length: 27\r\n\r\n<html><title> A </title></html>"
        let seen = try #require(try await page(.answers(answer, closes: false)).first)
        #expect(seen.result == .answered && seen.status == 302 && seen.location == "/here" && seen.via == "1.1 box")
        let time = try Timestamp("2026-11-24T06:01:00Z")
        #expect(seen.title == "A" && seen.serverTime == time)
    }

    @Test("what is no answer is named, within bounds of time and memory")
    func badPages() async throws {
        // A server that closes before it has read our request resets the connection, or not, as its system likes.
        let rows: [(BadServer.Behaviour, Set<HTTPObservation.Result>)] = [
            (.silent, [.timeout]), (.closes, [.closed, .reset]), (.answers("SSH-2.0-x\r\n"), [.malformed]),
            (.answers(String(repeating: "x", count: 4_096), again: true), [.tooLarge]),
            (.answers("HTTP/1.1 200 OK\r\nX: \(String(repeating: "y", count: 9_000))\r\n", again: true), [.tooLarge]),
        ]
        for (behaviour, expected) in rows {
            let seen = try await page(behaviour).map(\.result)
            // Silence is given one more chance.
            let tries = expected == [.timeout] ? 3 : 2
            #expect(seen.count == tries && expected.isSuperset(of: seen), "\(expected): \(seen)")
        }
    }

    @Test("a page without an end is read as far as it matters")
    func endlessPage() async throws {
        let seen = try #require(
            try await page(.answers("HTTP/1.1 200 OK\r\n\r\n" + String(repeating: "z", count: 8_192), again: true))
                .first)
        #expect(seen.result == .answered && seen.bodyBytes <= ProbeLimits().answerBytes)
    }

    @Test("servers that do what none should in a handshake are named, within bounds of time")
    func badHandshakes() async throws {
        let hello = "\u{16}\u{3}\u{3}\u{0}\u{7a}\u{2}\u{0}\u{0}\u{76}\u{3}\u{3}"
        let rows: [(BadServer.Behaviour, Set<TLSObservation.Result>)] = [
            (.silent, [.timeout]), (.closes, [.closed, .reset]), (.trickles(hello), [.timeout]),
            (.answers("SSH-2.0-x\r\n", closes: false), [.notTLS]),
            (.answers("HTTP/1.1 400 Bad\r\n\r\n", closes: false), [.notTLS]),
        ]
        for (behaviour, expected) in rows {
            let listener = try await BadServer.start(behaviour)
            let begun = ContinuousClock.now
            let (recording, guide) = try await HereRun.record(try #require(listener.localAddress?.port), speaks: "tls")
            try await listener.close()
            #expect(ContinuousClock.now - begun < .seconds(20))
            let seen = recording.connections.filter { $0.purpose == .endpoint }.compactMap(\.tls?.result)
            let tries = expected == [.timeout] ? 3 : 2
            #expect(seen.count == tries && expected.isSuperset(of: seen), "\(expected): \(seen)")
            #expect(Judge.judge(recording, guide).roots.map(\.code) == [.tlsCut])
        }
    }

    @Test("a certificate with 10,000 names is judged like any other, or refused for its size")
    func manyNames() async throws {
        for (end, result, root) in [
            ("", TLSObservation.Result.completed, FindingCode.certificateForeign),
            (".of-a-large-department.example", .tooLarge, .tlsCut),
        ] {
            let server = try ManyNamesServer.start(endingIn: end)
            let (recording, guide) = try await HereRun.record(server.port, speaks: "tls")
            server.stop()
            let seen = try #require(recording.connections.first { $0.purpose == .endpoint }?.tls)
            #expect(seen.result == result)
            #expect(Judge.judge(recording, guide).roots.map(\.code) == [root])
        }
    }

    @Test("a port at which nobody listens refuses, twice")
    func refused() async throws {
        // Not one that another test's server may be given meanwhile.
        let port = Int(try FreePort.find())
        let (recording, guide) = try await HereRun.record(port)
        let mine = recording.connections.filter { $0.purpose == .endpoint }
        #expect(mine.map(\.opening) == [.refused, .refused] && mine.map(\.attempt) == [1, 2])
        #expect(Judge.judge(recording, guide).exitCode == 2)
    }

    @Test("a proxy's answers are told apart, and the password is never recorded")
    func proxies() async throws {
        let denied = "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"
        let asks = "HTTP/1.1 407 No\r\nProxy-Authenticate: NTLM\r\nProxy-Authenticate: Basic realm=\"a\"\r\n\r\n"
        let endless = String(repeating: "X: \(String(repeating: "y", count: 100))\r\n", count: 1_000)
        let rows: [(BadServer.Behaviour, TunnelObservation.Result, [String])] = [
            (.answers(denied), .denied, []), (.answers(asks), .authentication, ["ntlm", "basic"]),
            (.answers("HTTP/1.1 503 Away\r\n\r\n"), .upstream, []), (.answers("\u{5}\u{0}"), .socks, []),
            (.answers("what?\r\n\r\n"), .malformed, []), (.silent, .timeout, []), (.closes, .malformed, []),
            (.trickles("HTTP/1.1 200 OK\r\n\r\n"), .timeout, []), (.trickles("what?"), .malformed, []),
            (.answers("HTTP/1.1 200 OK\r\n" + endless, again: true), .malformed, []),
        ]
        for (behaviour, expected, schemes) in rows {
            let listener = try await BadServer.start(behaviour)
            let port = UInt16(try #require(listener.localAddress?.port))
            let credentials = ProxyCredentials(user: "clerk", password: "Stamp-2026")
            let (recording, _) = try await HereRun.record(
                9, proxy: ProxyServer(host: "127.0.0.1", port: port, credentials: credentials))
            try await listener.close()
            let tunnels = recording.connections.compactMap(\.tunnel)
            let tries = expected == .timeout ? 3 : 2
            #expect(tunnels.count == tries && tunnels.allSatisfy { $0.result == expected && $0.schemes == schemes })
            #expect(!"\(recording)".contains("Stamp-2026"))
        }
    }
}
