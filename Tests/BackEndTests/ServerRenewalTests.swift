import BackEnd
import BackEndHTTP
import DutyModel
import Foundation
import LocalSystem
import Testing
import X509

/// Server certificates that are renewed while the back end serves, as OpenSSL's client sees them.
@Suite struct ServerRenewalTests {
    /// Looks without a rest that a test would have to wait for.
    private static var limits: ListenerLimits {
        var limits = ListenerLimits()
        limits.certificateCheckMilliseconds = 20
        return limits
    }

    /// The certificate that a new connection is shown and accepts, at the time of the site's clock.
    private func shown(_ port: UInt16, _ site: TestSite) async throws -> Certificate {
        let answer = try await OutsideProgram(path: "/usr/bin/openssl").run(Self.arguments(port, site))
        #expect(answer.status == 0 && answer.output.contains("Verify return code: 0 (ok)"), "\(answer)")
        let begin = try #require(answer.output.range(of: "-----BEGIN CERTIFICATE-----"))
        let end = try #require(answer.output.range(of: "-----END CERTIFICATE-----"))
        return try Certificate(pemEncoded: String(answer.output[begin.lowerBound..<end.upperBound]))
    }

    fileprivate static func arguments(_ port: UInt16, _ site: TestSite) throws -> [String] {
        let root = "\(site.folder)/root-\(UUID().uuidString).pem"
        try site.backEnd.authority.rootPEM.write(toFile: root, atomically: true, encoding: .utf8)
        return [
            "s_client", "-connect", "127.0.0.1:\(port)", "-CAfile", root, "-verify_return_error", "-verify_ip",
            "127.0.0.1", "-attime", "\(site.clock.now().seconds)",
        ]
    }

    /// Connects anew, a bounded number of times, until another certificate than this one is shown.
    private func waitForAnother(
        than old: Certificate, _ port: UInt16, _ site: TestSite
    ) async throws -> Certificate {
        for _ in 0..<500 {
            let now = try await shown(port, site)
            if now != old { return now }
        }
        throw DutyFailure(.certificateNotRenewed, "The old certificate is still shown.")
    }

    private func alarms(_ site: TestSite) async throws -> Int64 {
        try await site.count(
            "SELECT COUNT(*) AS n FROM alarms WHERE code = 'certificate_not_renewed' AND customer = ''")
    }

    private func waitForAlarm(_ port: UInt16, _ site: TestSite, shows old: Certificate) async throws {
        for _ in 0..<500 where try await alarms(site) == 0 { #expect(try await shown(port, site) == old) }
        #expect(try await alarms(site) == 1)
    }

    @Test func `a certificate near its end is exchanged while an open connection lives on`() async throws {
        let site = try await TestSite(lifetimes: CertificateLifetimes())
        defer { site.remove() }
        try await site.serving(limits: Self.limits) { ports in
            let port = try #require(ports.services[.distributor])
            let first = try await shown(port, site)
            let connection = try OpenConnection(Self.arguments(port, site))
            defer { connection.close() }
            try await connection.expectAnswer()
            site.clock.advance(byDays: 61)
            let second = try await waitForAnother(than: first, port, site)
            #expect(second.notValidAfter > first.notValidAfter)
            #expect(second.publicKey == first.publicKey)
            try await connection.expectAnswer()
        }
        #expect(try await alarms(site) == 0)
    }

    @Test func `a renewal that fails is an alarm, and is tried again`() async throws {
        let site = try await TestSite(lifetimes: CertificateLifetimes())
        defer { site.remove() }
        try await site.serving(limits: Self.limits) { ports in
            let port = try #require(ports.services[.funds])
            let first = try await shown(port, site)
            let file = "\(site.folder)/backend/servers/funds.pem"
            try FileManager.default.removeItem(atPath: file)
            try FileManager.default.createDirectory(atPath: file + "/in-the-way", withIntermediateDirectories: true)
            site.clock.advance(byDays: 61)
            try await waitForAlarm(port, site, shows: first)
            try FileManager.default.removeItem(atPath: file)
            _ = try await waitForAnother(than: first, port, site)
        }
    }

    @Test func `files that an administrator replaced are shown, and an alarm says that nobody did`() async throws {
        let site = try await TestSite(lifetimes: CertificateLifetimes())
        defer { site.remove() }
        let files = CredentialFiles(certificate: "\(site.folder)/own.pem", key: "\(site.folder)/own-key.pem")
        func replace() throws {
            let credential = try site.backEnd.credential(for: "own", hosts: ["127.0.0.1"])
            try AtomicFile.write(Array(credential.certificatePEM.utf8), to: files.certificate, mode: 0o600)
            try AtomicFile.write(Array(credential.privateKeyPEM.utf8), to: files.key, mode: 0o600)
        }
        try replace()
        var listeners = TestSite.listeners
        listeners.services[.funds]?[0].credentialFiles = files
        try await site.serving(on: listeners, limits: Self.limits) { ports in
            let port = try #require(ports.services[.funds])
            let first = try await shown(port, site)
            site.clock.advance(byDays: 77)
            try await waitForAlarm(port, site, shows: first)
            try replace()
            _ = try await waitForAnother(than: first, port, site)
        }
    }
}

/// OpenSSL's client with a connection that stays open.
private struct OpenConnection {
    private let program = Process()
    private let input = Pipe()
    private let said: AsyncStream<String>

    init(_ arguments: [String]) throws {
        let output = Pipe()
        program.executableURL = URL(filePath: "/usr/bin/openssl")
        program.arguments = arguments + ["-quiet"]
        program.standardInput = input
        program.standardOutput = output
        program.standardError = FileHandle.nullDevice
        let (said, report) = AsyncStream.makeStream(of: String.self)
        self.said = said
        output.fileHandleForReading.readabilityHandler = { handle in
            let bytes = handle.availableData
            if bytes.isEmpty {
                handle.readabilityHandler = nil
                report.finish()
            } else {
                report.yield(String(decoding: bytes, as: UTF8.self))
            }
        }
        try program.run()
    }

    /// Asks the measuring service, which answers anybody, and expects its answer.
    func expectAnswer() async throws {
        try input.fileHandleForWriting.write(contentsOf: Data("GET /measure HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
        var answer = ""
        for await text in said {
            answer += text
            if answer.contains("machines ") { break }
        }
        #expect(answer.hasPrefix("HTTP/1.1 200"), "\(answer)")
    }

    func close() { program.terminate() }
}
