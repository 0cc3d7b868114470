import DutyModel
import Foundation
import NIOCore
import ProgramRunning
import Testing

@testable import SiteNetwork

/// Names resolved by DNS servers that are in use at sites.
@Suite(.serialized, .timeLimit(.minutes(2))) struct RealResolverTests {
    private func address(_ port: UInt16) throws -> SocketAddress {
        try SocketAddress(ipAddress: loopback, port: Int(port))
    }

    private func code(_ resolver: LinkResolver, _ name: String) async -> FailureCode? {
        do throws(DutyFailure) {
            _ = try await resolver.addresses(of: name, port: 443)
            return nil
        } catch {
            return error.code
        }
    }

    /// Eight texts of 250 bytes: more than any datagram that we take.
    private static let texts = (0..<8).map { String(repeating: String($0), count: 250) }

    @Test func dnsmasqIsUnderstood() async throws {
        let port = try FreePort.find()
        let dnsmasq = try startPeer(
            """
            exec dnsmasq -k -C /dev/null --pid-file= --port=\(port) --listen-address=\(loopback) --bind-interfaces \
            --no-resolv --no-hosts --local=/example/ --host-record=service.example,192.0.2.7,2001:db8::7 \
            --host-record=four.example,192.0.2.8 --cname=alias.example,service.example \
            --txt-record=big.example,\(Self.texts.joined(separator: ","))
            """, port: port)
        defer { _ = dnsmasq.stop() }
        let server = try address(port)
        let resolver = LinkResolver(servers: { [server] }, group: loops)
        for name in ["service.example", "alias.example", "SERVICE.example."] {
            let found = try await resolver.addresses(of: name, port: 443)
            #expect(found.map(\.ipAddress) == ["2001:db8::7", "192.0.2.7"])
        }
        #expect(try await resolver.addresses(of: "four.example", port: 443).map(\.ipAddress) == ["192.0.2.8"])
        #expect(await code(resolver, "nowhere.example") == .dnsNameUnknown)
        #expect(await code(resolver, "big.example") == .dnsNoAddress)
        // It has nobody to ask about other zones.
        #expect(await code(resolver, "service.invalid") == .dnsRefused)
        try await largeTextComesOverTCP(server)
    }

    private func largeTextComesOverTCP(_ server: SocketAddress) async throws {
        let client = DNSClient(group: loops)
        let question = DNSQuestion(name: try DNSName("big.example"), type: .txt)
        let datagram = try await client.ask(question, server, over: .udp)
        #expect(datagram.message.isTruncated)
        let whole = try await client.resolve(question, at: [server])
        #expect(whole.transport == .tcp)
        guard case .text(let texts)? = whole.message.answers.first?.value else {
            Issue.record("there is no text")
            return
        }
        #expect(texts.map { String(decoding: $0, as: UTF8.self) } == Self.texts)
    }

    /// Unbound with one zone of its own.
    private func startUnbound(_ folder: PeerFolder, _ port: UInt16, _ more: String) throws -> StartedProgram {
        let texts = Self.texts.map { "\"\($0)\"" }.joined(separator: " ")
        let configuration = try folder.file(
            "unbound.conf",
            """
            server:
              interface: \(loopback)
              port: \(port)
              do-daemonize: no
              chroot: ""
              username: ""
              pidfile: ""
              directory: "\(folder.path)"
              use-syslog: no
              logfile: ""
              verbosity: 1
              module-config: "iterator"
              local-zone: "example." static
              local-data: "service.example. 60 IN A 192.0.2.9"
              local-data: 'big.example. 60 IN TXT \(texts)'
              \(more)
            remote-control:
              control-enable: no

            """)
        return try startHearing(["unbound", "-d", "-c", configuration], ready: "start of service")
    }

    @Test func unboundIsUnderstood() async throws {
        let folder = try PeerFolder()
        let port = try FreePort.find()
        let unbound = try startUnbound(folder, port, "access-control: 127.0.0.0/8 allow")
        defer { _ = unbound.stop() }
        let server = try address(port)
        let resolver = LinkResolver(servers: { [server] }, group: loops)
        #expect(try await resolver.addresses(of: "service.example", port: 443).map(\.ipAddress) == ["192.0.2.9"])
        #expect(await code(resolver, "nowhere.example") == .dnsNameUnknown)
        try await largeTextComesOverTCP(server)
    }

    @Test func aServerOnOneTransportAloneIsSeenAsThat() async throws {
        let folder = try PeerFolder()
        let port = try FreePort.find()
        let unbound = try startUnbound(folder, port, "access-control: 127.0.0.0/8 allow\n  do-udp: no")
        defer { _ = unbound.stop() }
        let client = DNSClient(group: loops)
        let question = DNSQuestion(name: try DNSName("service.example"), type: .a)
        #expect(try await client.ask(question, address(port), over: .tcp).message.answers.count == 1)
        // Nobody listens for datagrams, and this computer says so.
        await #expect(throws: DutyFailure(.dnsFailed, "")) {
            try await client.ask(question, address(port), over: .udp)
        }
    }

    @Test func aServerThatRefusesIsNamed() async throws {
        let folder = try PeerFolder()
        let port = try FreePort.find()
        let unbound = try startUnbound(folder, port, "access-control: 127.0.0.0/8 refuse")
        defer { _ = unbound.stop() }
        let server = try address(port)
        let resolver = LinkResolver(servers: { [server] }, group: loops)
        #expect(await code(resolver, "service.example") == .dnsRefused)
    }
}
