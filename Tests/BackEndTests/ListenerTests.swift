import BackEnd
import BackEndHTTP
import Crypto
import DutyModel
import Exchanges
import Foundation
import Messages
import NIOSSL
import Testing

/// The listeners against clients that should not get in, and messages that should not be read.
@Suite struct ListenerTests {
    /// The code of the refusal in an answer, with its status.
    private func refusal(_ answer: TLSClient.Answer) throws -> (UInt, FailureCode?) {
        guard case .refusal(let refusal) = try MessageCodec().decode(answer.body).body else {
            return (answer.status, nil)
        }
        return (answer.status, refusal.code)
    }

    private func expect(
        _ status: UInt, _ code: FailureCode, _ answer: TLSClient.Answer,
        _ location: SourceLocation = #_sourceLocation
    ) throws {
        let found = try refusal(answer)
        #expect(found.0 == status, sourceLocation: location)
        #expect(found.1 == code, sourceLocation: location)
    }

    private func question(_ site: TestSite) -> [UInt8] {
        MessageCodec().encode(
            MessageEnvelope(
                id: OperationID(unchecked: Array(repeating: 1, count: 16)), machine: site.machine,
                body: .directoryRequest(DirectoryRequest(psdKey: site.device.psdKey))))
    }

    @Test func `clients without, with a foreign, and with an expired certificate hear why`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        let foreignSite = try await TestSite()
        defer { foreignSite.remove() }
        try await site.serving { ports in
            var client = try site.client
            client.port = try #require(ports.services[.distributor])
            let good = try await client.exchange(question(site), path: "/distributor")
            #expect(good.status == 200)
            client.credential = nil
            try expect(403, .certificateMissing, try await client.exchange(question(site), path: "/distributor"))
            client.credential = (foreignSite.certificate.pem, foreignSite.machineKey.pemRepresentation)
            try expect(403, .certificateForeign, try await client.exchange(question(site), path: "/distributor"))
            client.credential = try site.client.credential
            site.clock.advance(byDays: 731)
            try expect(403, .certificateExpired, try await client.exchange(question(site), path: "/distributor"))
        }
    }

    @Test func `a server's or device's certificate does not open a machine's door`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        let server = try site.backEnd.credential(for: "funds", hosts: ["127.0.0.1"])
        try await site.serving { ports in
            var client = try site.client
            client.port = try #require(ports.services[.distributor])
            client.credential = (server.certificatePEM, server.privateKeyPEM)
            try expect(403, .certificateForeign, try await client.exchange(question(site), path: "/distributor"))
        }
    }

    @Test func `a message in another machine's name is refused`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        let envelope = MessageEnvelope(
            id: OperationID(unchecked: Array(repeating: 1, count: 16)), machine: try MachineSerial("M-9"),
            body: .directoryRequest(DirectoryRequest(psdKey: site.device.psdKey)))
        try await site.serving { ports in
            var client = try site.client
            client.port = try #require(ports.services[.distributor])
            try expect(
                403, .certificateForeign,
                try await client.exchange(MessageCodec().encode(envelope), path: "/distributor"))
        }
    }

    @Test func `what is not a message for this service is refused in words`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        try await site.serving { ports in
            var client = try site.client
            client.port = try #require(ports.services[.funds])
            try expect(400, .xmlMalformed, try await client.exchange(Array("{}".utf8), path: "/funds"))
            try expect(400, .messageUnexpected, try await client.exchange(question(site), path: "/funds"))
            try expect(404, .pathUnknown, try await client.exchange(question(site), path: "/other"))
            try expect(405, .pathUnknown, try await client.exchange([], method: .GET, path: "/funds"))
            try expect(
                400, .xmlMalformed,
                try await client.exchange(question(site), path: "/funds", contentType: "application/json"))
            let large = [UInt8](repeating: 0x20, count: MessageLimits().bytes + 1)
            try expect(413, .xmlTooLarge, try await client.exchange(large, path: "/funds"))
            // The listener still answers after all of that.
            client.port = try #require(ports.services[.distributor])
            #expect(try await client.exchange(question(site), path: "/distributor").status == 200)
        }
        #expect(try await site.count("SELECT COUNT(*) AS n FROM statements") == 0)
    }

    @Test func `the plain port says only that TLS is to be used`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        try await site.serving { ports in
            var client = try site.client
            client.isPlain = true
            client.port = try #require(ports.plain)
            try expect(426, .useTls, try await client.exchange(question(site), path: "/distributor"))
            try expect(426, .useTls, try await client.exchange([], method: .GET, path: "/"))
        }
    }

    @Test func `TLS 1-1 is not spoken`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        try await site.serving { ports in
            var client = try site.client
            client.port = try #require(ports.services[.funds])
            client.maximumTLS = .tlsv11
            await #expect(throws: (any Error).self) { try await client.exchange(question(site), path: "/funds") }
            client.maximumTLS = .tlsv12
            try expect(400, .messageUnexpected, try await client.exchange(question(site), path: "/funds"))
        }
    }

    @Test func `a port in use is named`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        try await site.serving { ports in
            var listeners = TestSite.listeners
            listeners.services[.funds]?[0].port = Int(try #require(ports.services[.funds]))
            let second = BackEndServer(
                installation: site.backEnd, listeners: listeners, logger: TestSite.quiet, onReady: { _ in })
            await #expect(throws: DutyFailure(.portTaken, "")) { try await second.run() }
        }
    }

    @Test func `every recorded message is one that was understood, and holds no token`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        let folder = "\(site.folder)/messages"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let recorder = try FolderMessageRecorder(folder: folder, logger: TestSite.quiet)
        try await site.serving(recorder: recorder) { ports in
            var client = try site.client
            client.port = try #require(ports.services[.distributor])
            _ = try await client.exchange(question(site), path: "/distributor")
            _ = try await client.exchange(Array("<broken".utf8), path: "/distributor")
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        #expect(names == ["00000001-request.xml", "00000002-response.xml", "00000003-response.xml"])
        for name in names {
            let bytes = Array(try Data(contentsOf: URL(filePath: "\(folder)/\(name)")))
            let message = try MessageCodec().decode(bytes)
            #expect(message == message.redactingTokens(), "\(name)")
        }
    }
}
