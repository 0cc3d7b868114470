import DutyModel
import Foundation
@testable import SiteLab
import Testing

/// What independent programs (curl, dig, openssl) see of each fault, so that a scenario is what it says.
@Suite("Faults as others see them", .serialized, .enabled(if: LabRoom.isPossible, "needs root, for namespaces"))
struct FaultTests {
    private static let host = "incometp4.pb.com"
    private static let url = "https://incometp4.pb.com/"
    private static let other = "https://www.google.com/"
    private static let plain = "http://connectivitycheck.gstatic.com/generate_204"

    @Test("a clean site reaches names, hosts and time by both families; nothing answers where nobody is")
    func clean() async throws {
        try await LabRoom().use { lab in
            try Self.expectClean(lab)
            for family in ["-4", "-6"] {
                for url in [Self.url, Self.other, Self.plain] { #expect(try lab.curl(url, [family]).exit == 0) }
            }
            #expect(try lab.dig("nobody.\(UUID().uuidString).com.") == [])
            for transport in ["+notcp", "+tcp"] {
                let found = try lab.dig("www.google.com", [transport], at: lab.plan.publicResolver.ipv4)
                #expect(found?.count == 1, "\(transport)")
            }
            let large = try lab.dig("microsoft.com", ["TXT", "+ignore", "+bufsize=512"]) ?? []
            let whole = try lab.dig("microsoft.com", ["TXT"]) ?? []
            #expect(large.count < whole.count && whole.count == 24, "a large answer needs TCP")
            #expect(try lab.dig("www.google.com", at: "192.0.2.1") == nil)
            #expect(try lab.curl("http://192.0.2.1/", ["--connect-timeout", "1"]).exit == 28)
            let clock = try #require(lab.directory.server(named: "time.apple.com")).addresses.ipv4
            let time = try lab.said("chronyd", "-Q", "-t", "8", "server \(clock) iburst maxsamples 1")
            #expect(time.status == 0, "\(time.text)")
        }
    }

    @Test("certificates: three roots, a key for each host, and a timestamp that openssl finds valid")
    func certificates() async throws {
        try await LabRoom().use { lab in
            let key = try String(contentsOf: lab.file("log-key.pem"), encoding: .utf8)
                .split(separator: "\n").filter { !$0.hasPrefix("-") }.joined()
            let logs = "enabled_logs=lab\n[lab]\ndescription = lab\nkey = \(key)\n"
            try Data(logs.utf8).write(to: lab.file("logs.cnf"))
            var issuers: Set<String> = []
            var keys: Set<String> = []
            for name in ["www.google.com", "www.gstatic.com", "s3.amazonaws.com", "play.vidyard.com"] {
                let shown = try lab.said(
                    "sh", "-c",
                    "openssl s_client -ct -ctlogfile \(Lab.folder)/logs.cnf -CAfile \(Lab.rootsFile) -servername \(name) "
                        + "-connect \(name):443 < /dev/null 2>&1 | tee /dev/stderr | openssl x509 -noout -issuer -pubkey"
                )
                #expect(shown.text.contains("Verify return code: 0 (ok)"), "\(name): \(shown.text)")
                #expect(shown.text.contains("SCT validation status: valid"), "\(name): \(shown.text)")
                issuers.formUnion(shown.text.split(separator: "\n").filter { $0.hasPrefix("issuer=") }.map(String.init))
                let key = shown.text.components(separatedBy: "-----END PUBLIC KEY-----")[0]
                keys.insert(String(key.suffix(120)))
            }
            #expect(issuers.count == 3, "\(issuers)")
            #expect(keys.count == 4)
        }
    }

    @Test("the firewall: dropped, rejected, one host, and the two transports of names")
    func firewall() async throws {
        try await LabRoom().use { lab in
            let quick = ["--connect-timeout", "1"]
            try lab.set([.portClosed(.init(transport: .tcp, port: 443, answer: .drop))])
            #expect(try lab.curl(Self.url, quick).exit == 28)
            #expect(try lab.curl(Self.plain).status == 204)
            try lab.set([.portClosed(.init(transport: .tcp, port: 443, answer: .reject))])
            #expect(try lab.curl(Self.url).exit == 7)
            try lab.set([.portClosed(.init(transport: .tcp, port: 443, answer: .drop, hosts: [Self.host]))])
            #expect(try lab.curl(Self.url, quick).exit == 28)
            #expect(try lab.curl(Self.other).exit == 0)
            try lab.set([.serverDown(.init(hosts: [Self.host], answer: .reject))])
            #expect(try lab.curl(Self.url).exit == 7)
            #expect(try lab.curl(Self.other).exit == 0)
            for (open, closed) in [
                (LabFault.PortClosed.Transport.udp, LabFault.PortClosed.Transport.tcp), (.tcp, .udp),
            ] {
                try lab.set([.portClosed(.init(transport: closed, port: 53, answer: .drop))])
                for server in [lab.site.router.ipv4, lab.plan.publicResolver.ipv4] {
                    let words = { (one: LabFault.PortClosed.Transport) in [one == .tcp ? "+tcp" : "+notcp"] }
                    #expect(try lab.dig("www.google.com", words(open), at: server)?.count == 1)
                    #expect(try lab.dig("www.google.com", words(closed), at: server) == nil)
                }
            }
            try lab.set([])
            try Self.expectClean(lab)
        }
    }

    @Test("names: rewritten, sinkholed, intercepted")
    func names() async throws {
        try await LabRoom().use { lab in
            let away = lab.plan.publicResolver.ipv4
            try lab.set([.unknownNamesRewritten(.init(address: "94.130.77.200"))])
            #expect(try lab.dig("nobody.\(UUID().uuidString).com.") == ["94.130.77.200"])
            #expect(try lab.dig("www.google.com") == lab.dig("www.google.com", at: away))
            #expect(try lab.dig("nobody.example.", at: away) == [])
            try lab.set([.nameSinkholed(.init(host: Self.host, address: "0.0.0.0"))])
            #expect(try lab.dig(Self.host) == ["0.0.0.0"])
            #expect(try lab.dig(Self.host, at: away) != ["0.0.0.0"])
            try lab.set([.port53Intercepted])
            for transport in ["+tcp", "+notcp"] {
                #expect(try lab.dig("www.google.com", [transport], at: "192.0.2.1")?.count == 1)
            }
            try lab.set([.largeNamesLost(.init(answerBytes: 512))])
            let keys = ["DNSKEY", "+dnssec", "+bufsize=1232"]
            #expect(try lab.dig(".", keys, at: away) == nil)
            #expect(try lab.dig(".", keys + ["+tcp"], at: away)?.count == 3)
            #expect(try lab.dig("www.google.com", at: away)?.count == 1)
            try lab.set([])
            #expect(try lab.dig(".", keys, at: away)?.count == 3)
            try Self.expectClean(lab)
        }
    }

    @Test("squid inspects, filters by name, blocks, and stands in the way unasked")
    func squid() async throws {
        try await LabRoom().use { lab in
            try lab.set([.tlsInspected(.init(program: .squid, authority: "Corporate Proxy CA", exempt: [Self.host]))])
            #expect(try lab.curl(Self.other).exit == 60)
            #expect(try lab.curl(Self.url).exit == 0)
            let issuer = try lab.curl(Self.other, ["-k", "-v"])
            #expect(issuer.error.contains("issuer: ") && issuer.error.contains("Corporate Proxy CA"), "\(issuer)")
            try lab.set([.sniFiltered(.init(hosts: [Self.host]))])
            #expect(try lab.curl(Self.url).exit == 35)
            #expect(try lab.curl(Self.other).exit == 0)
            try lab.set([.blockPage(.init(hosts: ["microsoft.com"], answer: .page))])
            #expect(try lab.curl("http://microsoft.com/").status == 403)
            #expect(try lab.curl(Self.plain).status == 204)
            try lab.set([.blockPage(.init(hosts: ["microsoft.com"], answer: .redirect))])
            #expect(try lab.curl("http://microsoft.com/").redirect?.contains("webfilter") == true)
            try lab.set([.transparentProxy])
            #expect(try lab.curl("http://microsoft.com/", ["-D", "-"]).body.lowercased().contains("\nvia: "))
            let nowhere = try lab.curl("http://192.0.2.1/", ["-v", "--max-time", "1"])
            #expect(nowhere.error.contains("Connected to"), "\(nowhere)")
            try lab.set([])
            try Self.expectClean(lab)
        }
    }

    @Test("mitmproxy inspects all but one host")
    func mitmproxy() async throws {
        try await LabRoom().use { lab in
            guard lab.hasMitmproxy else { return print("left out: mitmproxy is not installed here") }
            try lab.set([.tlsInspected(.init(program: .mitmproxy, authority: "mitmproxy", exempt: [Self.host]))])
            #expect(try lab.curl(Self.other).exit == 60)
            #expect(try lab.curl(Self.other, ["-k"]).status == 404)
            #expect(try lab.curl(Self.url).exit == 0)
            try lab.set([])
            try Self.expectClean(lab)
        }
    }

    @Test("a guest network's portal")
    func portal() async throws {
        try await LabRoom().use([.captivePortal]) { lab in
            #expect(try lab.curl(Self.plain).redirect?.contains(lab.plan.portalHost) == true)
            #expect(try lab.curl("http://\(lab.plan.portalHost)/login").status == 200)
            #expect(try lab.curl(Self.url).exit == 7)
            try lab.set([])
            try Self.expectClean(lab)
        }
    }

    @Test("a proxy that is the only way out: passwords, ports, SOCKS")
    func proxy() async throws {
        try await LabRoom().use { lab in
            func through(_ url: String) throws -> CurlAnswer {
                try lab.curl(url, ["--proxy", lab.machineProxy?.url ?? "", "--proxytunnel"])
            }
            func require(
                _ credentials: LabFault.ProxyRequired.Credentials, _ kind: LabFault.ProxyRequired.Kind = .http,
                ports: [UInt16] = []
            ) throws {
                let asks = kind == .http
                let proxy = LabFault.ProxyRequired(
                    speaks: kind, authentication: asks, connectPorts: ports, credentials: credentials)
                try lab.set([.proxyRequired(proxy)])
            }
            try require(.right)
            #expect(try lab.curl(Self.url, ["--connect-timeout", "1"]).exit == 28)
            for url in [Self.url, Self.plain, "http://mobile-gtalk.l.google.com:5228/"] {
                let answer = try through(url)
                #expect(answer.exit == 0, "\(url): \(answer)")
            }
            for credentials in [LabFault.ProxyRequired.Credentials.wrong, .none] {
                try require(credentials)
                let refused = try through(Self.url)
                #expect(refused.error.contains("407"), "\(refused)")
            }
            try require(.right, ports: [443])
            #expect(try through(Self.url).exit == 0)
            let refused = try through(Self.plain)
            #expect(refused.error.contains("403"), "\(refused)")
            try require(.none, .socks)
            #expect(try through(Self.url).exit != 0)
            let socks = try lab.curl(Self.url, ["--socks5-hostname", "\(lab.site.proxy.ipv4):\(lab.plan.proxyPort)"])
            #expect(socks.exit == 0, "\(socks)")
            try lab.set([])
            try Self.expectClean(lab)
        }
    }

    @Test("the line: slow, with a black hole, with broken IPv6; the clock; the gateway")
    func line() async throws {
        try await LabRoom().use { lab in
            try lab.set([.ipv6Broken])
            #expect(try lab.curl(Self.other, ["-6", "--connect-timeout", "1"]).exit == 28)
            #expect(try lab.curl(Self.other, ["-4"]).exit == 0)
            try lab.set([.mtuBlackHole(.init(mtuBytes: 1300))])
            #expect(try lab.curl(Self.plain).status == 204)
            let large = ["-X", "POST", "--data-binary", String(repeating: "x", count: 4_000), "-H", "Expect:"]
            #expect(try lab.curl("http://microsoft.com/", large + ["--max-time", "1"]).exit == 28)
            try lab.set([.mtuBlackHole(.init(mtuBytes: 1300, outwardOnly: true))])
            #expect(try lab.dig("microsoft.com", ["TXT", "+tcp"], at: lab.plan.publicResolver.ipv4)?.count == 24)
            #expect(try lab.curl("http://microsoft.com/", large + ["--max-time", "1"]).exit == 28)
            try lab.set([.clockOff(.init(seconds: 3600))])
            let ahead = try lab.said("date", "+%s").text
            #expect(abs((Double(ahead) ?? 0) - Date().timeIntervalSince1970 - 3600) < 60)
            try lab.set([
                .gatewayInternal(
                    .init(
                        gateway: "192.168.10.97", machine: "192.168.10.100", proxy: "192.168.10.98", prefixLength: 28))
            ])
            #expect(try lab.said("ip", "-4", "route", "show", "default").text.contains("via 192.168.10.97 "))
            #expect(try lab.curl(Self.other, ["-4"]).exit == 0)
            try lab.set([.slowLink(.init(kilobits: 300))])
            let body = ["-X", "POST", "--data-binary", "@/dev/stdin", "-H", "Expect:", "--max-time", "10"]
            let seconds = try lab.said(
                "sh", "-c",
                "head -c 60000 /dev/zero | curl -sS -o /dev/null -w '%{time_total}' \(body.map { "'\($0)'" }.joined(separator: " ")) http://microsoft.com/"
            ).text
            #expect((1.2...4).contains(Double(seconds) ?? 0), "60,000 bytes at 300 kbit/s took \(seconds) s")
            try lab.set([])
            try Self.expectClean(lab)
        }
    }

    /// What holds only where nothing is wrong.
    private static func expectClean(_ lab: Lab) throws {
        #expect(lab.faults == [])
        for address in [url, other] {
            let answer = try lab.curl(address)
            #expect(answer.exit == 0, "\(address): \(answer)")
        }
        #expect(try lab.curl(plain).status == 204)
        #expect(try lab.dig("nobody.example.") == [])
    }
}
