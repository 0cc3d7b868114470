import DutyModel
import Testing

@testable import SiteNetwork

@Suite struct ConnectMachineTests {
    typealias Machine = ConnectMachine

    private static let target = SiteEndpoint(host: "funds.example", port: 5228, transport: .plain)

    private static func machine(
        _ credentials: ProxyCredentials? = nil, limits: NetworkLimits = .init(), begun: Bool = true
    ) -> Machine {
        var machine = Machine(target: target, credentials: credentials, limits: limits)
        if begun { _ = machine.handle(.begin) }
        return machine
    }

    private static let opened = "HTTP/1.1 200 Connection established\r\n\r\n"

    private func code(_ action: Machine.Action) -> FailureCode? {
        guard case .fail(let code, _, _) = action else { return nil }
        return code
    }

    private func words(_ action: Machine.Action) -> String {
        guard case .fail(_, let words, _) = action else { return "" }
        return words
    }

    @Test func everyEventInEveryStateLeadsWhereTheTableSays() {
        let good = Machine.Event.bytes(Array(Self.opened.utf8))
        let events: [Machine.Event] = [.begin, good, .bytes(Array("HTTP/1".utf8)), .closed, .timeUp]
        let ways: [(Machine.State, [Machine.Event])] = [
            (.idle, []), (.awaitingHead, [.begin]), (.open, [.begin, good]), (.failed, [.begin, .closed]),
        ]
        let table: [[Machine.State]] = [
            [.awaitingHead, .failed, .failed, .failed, .failed],
            [.failed, .open, .awaitingHead, .failed, .failed],
            [Machine.State](repeating: .open, count: 5),
            [Machine.State](repeating: .failed, count: 5),
        ]
        for (row, (state, way)) in ways.enumerated() {
            for (column, event) in events.enumerated() {
                var machine = Self.machine(begun: false)
                for step in way { _ = machine.handle(step) }
                #expect(machine.state == state)
                let action = machine.handle(event)
                #expect(machine.state == table[row][column], "\(event) in \(state)")
                if state == .open || state == .failed { #expect(action == .nothing) }
            }
        }
    }

    @Test func theRequestNamesHostAndPortAndCarriesTheCredentialsAtOnce() {
        func sent(_ target: SiteEndpoint, _ credentials: ProxyCredentials?) -> String {
            String(decoding: ConnectRequest.bytes(for: target, credentials), as: UTF8.self)
        }
        #expect(
            sent(Self.target, nil)
                == "CONNECT funds.example:5228 HTTP/1.1\r\nHost: funds.example:5228\r\nUser-Agent: Dutymark\r\n"
                + "Proxy-Connection: keep-alive\r\n\r\n")
        // The pair of RFC 7617, section 2.
        let known = sent(Self.target, ProxyCredentials(user: "Aladdin", password: "open sesame"))
        #expect(known.hasSuffix("\r\nProxy-Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n\r\n"))
        let six = SiteEndpoint(host: "::1", port: 80, transport: .plain)
        #expect(sent(six, nil).hasPrefix("CONNECT [::1]:80 HTTP/1.1\r\nHost: [::1]:80\r\n"))
    }

    @Test(arguments: [
        opened, "HTTP/1.0 200 OK\r\n\r\n", "HTTP/1.1 200\r\n\r\n", "HTTP/1.0 200 \r\n\r\n",
        "HTTP/1.1 299 Strange\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\nProxy-Connection: close\r\n\r\n",
        "HTTP/1.1 200 OK\nVia: an old one\n\n", "HTTP/1.1 200 OK\r\nno field\r\n: none\r\n  folded\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 200 Verbindung h\u{e4}lt\r\n\r\n",
    ])
    func everyWayToSayYesIsUnderstood(answer: String) {
        var whole = Self.machine()
        #expect(whole.handle(.bytes(Array(answer.utf8))) == .open)
        // The same a byte at a time.
        var slow = Self.machine()
        let actions = answer.utf8.map { slow.handle(.bytes([$0])) }
        #expect(actions.dropLast().allSatisfy { $0 == .nothing } && actions.last == .open)
    }

    @Test(arguments: [
        ("403 Forbidden", FailureCode.proxyDenied), ("405 Method Not Allowed", .proxyDenied),
        ("302 Found", .proxyDenied),
        ("500 Unable to connect", .proxyUpstreamFailed), ("502 Bad Gateway", .proxyUpstreamFailed),
        ("503 Service Unavailable", .proxyUpstreamFailed), ("504 Gateway Timeout", .proxyUpstreamFailed),
        ("407 Proxy Authentication Required", .proxyAuthRequired),
    ])
    func everyWayToSayNoHasItsCode(status: String, expected: FailureCode) {
        var machine = Self.machine()
        // The page that explains it comes with it and is not read.
        let action = machine.handle(.bytes(Array("HTTP/1.1 \(status)\r\nX-Squid-Error: ERR_X 1\r\n\r\n<html>".utf8)))
        #expect(code(action) == expected)
        #expect(words(action).contains("\(status), ERR_X 1"))
    }

    @Test func whatAProxyOffersForAuthenticationIsSaid() {
        let refusal = """
            HTTP/1.1 407 No\r\nProxy-Authenticate: Negotiate, NTLM\r\n\
            proxy-authenticate: Digest realm="a, b=c", nonce="x", qop="auth"\r\n
            """
        var without = Self.machine()
        let none = without.handle(.bytes(Array((refusal + "\r\n").utf8)))
        #expect(code(none) == .proxyAuthRequired)
        #expect(words(none).contains("negotiate, ntlm, digest; Basic, which is needed, is not among them"))
        var with = Self.machine(ProxyCredentials(user: "u", password: "secret"))
        let wrong = with.handle(.bytes(Array((refusal + "Proxy-Authenticate: Basic realm=\"r\"\r\n\r\n").utf8)))
        #expect(code(wrong) == .proxyCredentialsRefused)
        #expect(words(wrong).contains("digest, basic.") && !words(wrong).contains("secret"))
    }

    @Test func whatIsNoProxyIsNamed() {
        let cases: [([UInt8], FailureCode, String)] = [
            ([5, 0xff], .proxyIsSocks, "SOCKS"), ([0, 0x5b], .proxyIsSocks, "SOCKS"),
            ([0x15, 3, 1], .proxyMalformed, "speaks TLS"), (Array("SSH-2.0-x".utf8), .proxyMalformed, "not speak HTTP"),
            (Array("HTTP/2.0 200 OK\r\n\r\n".utf8), .proxyMalformed, "not speak HTTP"),
            (Array("HTTP/1.1 abc\r\n\r\n".utf8), .proxyMalformed, "not proper HTTP"),
            (Array((Self.opened + "early").utf8), .proxyMalformed, "out of the tunnel"),
        ]
        for (bytes, expected, part) in cases {
            var machine = Self.machine()
            let action = machine.handle(.bytes(bytes))
            #expect(code(action) == expected)
            #expect(words(action).contains(part), "\(words(action))")
        }
    }

    @Test func theHeadIsBounded() {
        var limits = NetworkLimits()
        limits.proxyHeadBytes = 64
        var endless = Self.machine(limits: limits)
        #expect(endless.handle(.bytes(Array("HTTP/1.1 200 OK\r\nX: ".utf8))) == .nothing)
        var last = Machine.Action.nothing
        for _ in 0..<45 { last = endless.handle(.bytes([0x79])) }
        #expect(code(last) == .proxyMalformed && words(last).contains("more than 64 bytes"))
        var atOnce = Self.machine(limits: limits)
        let long = Array("HTTP/1.1 200 OK\r\nX: \(String(repeating: "y", count: 64))\r\n\r\n".utf8)
        #expect(code(atOnce.handle(.bytes(long))) == .proxyMalformed)
    }

    @Test func silenceAndAnEarlyEndAreToldApart() {
        for (begun, event, expected, doubtful) in [
            ("", Machine.Event.timeUp, FailureCode.proxyTimeout, true), ("HTTP/1.1 2", .timeUp, .proxyTimeout, false),
            ("", .closed, .proxyMalformed, true), ("HTTP/1.1 2", .closed, .proxyMalformed, false),
        ] {
            var machine = Self.machine()
            if !begun.isEmpty { _ = machine.handle(.bytes(Array(begun.utf8))) }
            guard case .fail(let code, _, let isDoubtful) = machine.handle(event) else {
                Issue.record("\(event) was passed over")
                return
            }
            #expect(code == expected && isDoubtful == doubtful)
        }
    }

    @Test func aPasswordIsNeverShown() {
        let proxy = ProxyServer(
            host: "proxy.example", port: 3128, credentials: ProxyCredentials(user: "clerk", password: "secret"))
        var dumped = ""
        dump(SiteRoute.proxy(proxy), to: &dumped)
        for text in ["\(proxy)", "\(SiteRoute.proxy(proxy))", String(reflecting: proxy), dumped] {
            #expect(!text.contains("secret"), "\(text)")
        }
    }
}
