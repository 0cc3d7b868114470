import BackEnd
import BackEndHTTP
import DutyModel
import Exchanges
import Foundation
import LocalSystem
import Synchronization
import Testing
import VerifyHTTP

/// The public check on its own listener, as curl and OpenSSL see it.
@Suite struct PublicCheckTests {
    /// What the page of these tests says of every code.
    private static let word = "Checked here."

    /// A check on loopback; `judge` runs before each answer.
    static func check(judge: @escaping @Sendable () async -> Void = {}) throws -> PublicCheck {
        let page = try VerifyRoutes(.published(host: "127.0.0.1", path: "/V")) { _ in
            await judge()
            return VerifyAnswer(verdict: .genuine, contents: nil, reason: word, listVersion: 1)
        }
        return PublicCheck(
            listener: ListenerConfiguration(bindHost: "127.0.0.1", port: 0, publicHost: "127.0.0.1", path: "/V"),
            page: page)
    }

    private struct Found {
        let status: String
        let body: String
    }

    /// What curl gets, without a certificate. It doesn't check the server's: that lives by the site's clock.
    private func ask(_ port: UInt16, _ path: String, _ words: String...) async throws -> Found {
        let answer = try await OutsideProgram(path: "/usr/bin/curl").run(
            words + ["-sk", "-w", "\n%{http_code}", "https://127.0.0.1:\(port)\(path)"])
        let lines = answer.output.split(separator: "\n", omittingEmptySubsequences: false)
        return Found(status: String(lines.last ?? ""), body: lines.dropLast().joined(separator: "\n"))
    }

    @Test func `anyone is answered there without a certificate, and nothing else is served`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        try await site.serving(publicCheck: Self.check()) { ports in
            let port = try #require(ports.publicCheck)
            for path in ["/V/CODE", "/V?code=CODE"] {
                let found = try await ask(port, path)
                #expect(found.status == "200" && found.body.contains(Self.word), "\(path)")
            }
            #expect(try await ask(port, "/V").body.contains("<form"))
            for path in ["/", "/distributor", "/funds", "/transactions", "/key-list?format=3", "/measure", "/frank"] {
                #expect(try await ask(port, path).status == "404", "\(path)")
                #expect(try await ask(port, path, "-X", "POST").status == "405", "\(path)")
            }
            for service in ServiceName.allCases {
                let found = try await ask(try #require(ports.services[service]), "/V/CODE")
                #expect(found.status == "403" && !found.body.contains(Self.word), "\(service)")
            }
        }
    }

    @Test func `a phone isn't asked for a certificate, and machines are`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        try await site.serving(publicCheck: Self.check()) { ports in
            let (strangers, machines) = (
                try await isAsked(try #require(ports.publicCheck)),
                try await isAsked(try #require(ports.services[.funds]))
            )
            #expect(!strangers && machines)
        }
    }

    /// Whether a client is asked for a certificate.
    private func isAsked(_ port: UInt16) async throws -> Bool {
        let said = try await OutsideProgram(path: "/usr/bin/openssl").run(["s_client", "-connect", "127.0.0.1:\(port)"])
        #expect(said.output.contains("BEGIN CERTIFICATE"))
        return said.output.contains("Requested Signature Algorithms")
    }

    @Test func `requests that no browser makes are refused`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        try await site.serving(publicCheck: Self.check()) { ports in
            let port = try #require(ports.publicCheck)
            #expect(try await ask(port, "/V", "-X", "GET", "-d", "code=A").status == "413")
            #expect(
                try await ask(port, "/V", "-X", "GET", "-d", "A", "-H", "Transfer-Encoding: chunked").status == "413")
            #expect(try await ask(port, "/V", "-H", "X-Long: \(String(repeating: "a", count: 9_000))").status != "200")
            let many = (0..<80).flatMap { ["-H", "X-\($0): a"] }
            let answer = try await OutsideProgram(path: "/usr/bin/curl").run(
                many + ["-sk", "-o", "/dev/null", "-w", "%{http_code}", "https://127.0.0.1:\(port)/V"])
            #expect(answer.output != "200")
            #expect(try await ask(port, "/V").status == "200")
        }
    }

    @Test func `more checks at once than it takes are told to come again`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        let (begun, begins) = AsyncStream.makeStream(of: Void.self)
        let (end, ends) = AsyncStream.makeStream(of: Void.self)
        var check = try Self.check {
            begins.yield()
            for await _ in end { break }
        }
        check.limits.checksAtOnce = 1
        try await site.serving(publicCheck: check) { ports in
            let port = try #require(ports.publicCheck)
            async let first = ask(port, "/V/A")
            for await _ in begun { break }
            let second = try await ask(port, "/V/B", "-i")
            #expect(second.status == "503" && second.body.lowercased().contains("retry-after: 1"))
            ends.yield()
            #expect(try await first.status == "200")
            ends.yield()
            #expect(try await ask(port, "/V/C").status == "200")
        }
    }

    @Test func `silent strangers push out each other, and neither a check nor a service`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        var check = try Self.check()
        check.limits.connections.established = 2
        check.limits.connections.unfinished = 2
        try await site.serving(publicCheck: check) { ports in
            let port = try #require(ports.publicCheck)
            let crowd = try (0..<6).map { _ in try SilentClient(port) }
            defer { for client in crowd { client.close() } }
            #expect(try await ask(port, "/V/A").status == "200")
            #expect(try await ask(try #require(ports.services[.funds]), "/funds").status == "403")
        }
    }

    @Test func `its certificate is exchanged once its files are`() async throws {
        let site = try await TestSite(lifetimes: CertificateLifetimes())
        defer { site.remove() }
        let files = CredentialFiles(certificate: "\(site.folder)/public.pem", key: "\(site.folder)/public-key.pem")
        func replace(_ name: String) throws -> String {
            let credential = try site.backEnd.credential(for: name, hosts: ["127.0.0.1"])
            try AtomicFile.write(Array(credential.privateKeyPEM.utf8), to: files.key, mode: 0o600)
            try AtomicFile.write(Array(credential.certificatePEM.utf8), to: files.certificate, mode: 0o644)
            return String(credential.certificatePEM.split(separator: "\n")[1])
        }
        var check = try Self.check()
        check.listener.credentialFiles = files
        var limits = ListenerLimits()
        limits.certificateCheckMilliseconds = 20
        let first = try replace("first")
        try await site.serving(limits: limits, publicCheck: check) { ports in
            let port = try #require(ports.publicCheck)
            func shows(_ line: String) async throws -> Bool {
                try await OutsideProgram(path: "/usr/bin/openssl").run(["s_client", "-connect", "127.0.0.1:\(port)"])
                    .output.contains(line)
            }
            #expect(try await shows(first))
            let second = try replace("second")
            var isNew = false
            for _ in 0..<500 where !isNew { isNew = try await shows(second) }
            #expect(isNew)
            #expect(try await ask(port, "/V/A").status == "200")
        }
    }
}

/// A connection on which nothing is ever said.
private struct SilentClient {
    private let descriptor: Int32

    init(_ port: UInt16) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        try #require(status == 0)
    }

    func close() { _ = Foundation.close(descriptor) }
}
