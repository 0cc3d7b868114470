import BackEndHTTP
import DutyModel
import Exchanges
import Foundation
import Messages
import NIOCore
import NIOPosix
import NIOSSL
import Testing

/// One machine that asks far too much at once: it hears so, and nobody else waits for it.
@Suite struct FloodTests {
    private func refill(_ device: inout PaperDevice, of machine: MachineSerial, token: AccessToken?) throws -> [UInt8] {
        let request = try device.request(device.beginRefill(.rupees(100)))
        return MessageCodec().encode(
            MessageEnvelope(
                id: request.operation.id, machine: machine, token: token, body: .question(.refill(request))))
    }

    /// Sends the head of a request and nothing more, so that the server goes on waiting for its body.
    private func hold(_ port: UInt16, _ site: TestSite) async throws -> any Channel {
        let context = try site.client.context
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).channelInitializer {
            channel in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHandler(
                    NIOSSLClientHandler(context: context, serverHostname: nil))
            }
        }.connect(host: "127.0.0.1", port: Int(port)).get()
        let head = "POST /funds HTTP/1.1\r\nHost: a\r\nContent-Type: application/xml\r\nContent-Length: 100\r\n\r\n"
        try await channel.writeAndFlush(ByteBuffer(string: head))
        return channel
    }

    /// The first answer with this status, or without it where `status` is unwanted; a bounded number of tries.
    private func answer(
        _ client: TLSClient, until isMet: (TLSClient.Answer) -> Bool
    ) async throws -> TLSClient.Answer {
        for _ in 0..<500 {
            let answer = try await client.exchange(Array("<no/>".utf8), path: "/funds")
            if isMet(answer) { return answer }
        }
        throw DutyFailure(.httpTimeout, "The server never answered as was expected.")
    }

    @Test func `beyond its limit a machine is refused with a reason, and another is served`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        var other = try await OtherMachine(at: site)
        let message = try refill(&other.device, of: other.machine, token: other.caller.token)
        var limits = ListenerLimits()
        limits.requestsPerMachineMaximum = 3
        try await site.serving(limits: limits) { ports in
            let port = try #require(ports.services[.funds])
            var client = try site.client
            client.port = port
            var held: [any Channel] = []
            for _ in 0..<3 { held.append(try await hold(port, site)) }
            let refused = try await answer(client) { $0.status == 429 }
            #expect(refused.headers.first(name: "Retry-After") == "1")
            guard case .refusal(let refusal) = try MessageCodec().decode(refused.body).body else {
                Issue.record("not a refusal")
                return
            }
            #expect(refusal.code == .tooManyRequests)
            var otherClient = other.client
            otherClient.port = port
            #expect(try await otherClient.exchange(message, path: "/funds").status == 200)
            for channel in held { try await channel.close() }
            // What was under way has ended, so the machine is heard again.
            #expect(try await answer(client) { $0.status != 429 }.status == 400)
        }
        #expect(try await site.count("SELECT COUNT(*) AS n FROM grants") == 1)
    }

    /// Ten thousand requests in the long run, 250 at a time; one in five of them otherwise, because each has a handshake.
    private static let rounds = ProcessInfo.processInfo.environment["DUTYMARK_SOAK"] == nil ? 8 : 40

    @Test func `thousands of requests of one machine change nothing and hold up nobody`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        var other = try await OtherMachine(at: site)
        let message = try refill(&other.device, of: other.machine, token: other.caller.token)
        var device = site.device
        let asked = try refill(&device, of: site.machine, token: try await site.caller(.funds).token)
        // So few that a slow computer, whose clients come one by one, meets the limit as well.
        var limits = ListenerLimits()
        limits.requestsPerMachineMaximum = 2
        try await site.serving(limits: limits) { ports in
            var client = try site.client
            client.port = try #require(ports.services[.funds])
            var otherClient = other.client
            otherClient.port = client.port
            try await withThrowingTaskGroup(of: Set<UInt>.self) { group in
                for _ in 0..<250 {
                    group.addTask { [client] in
                        var statuses: Set<UInt> = []
                        for _ in 0..<Self.rounds {
                            statuses.insert(try await client.exchange(asked, path: "/funds").status)
                        }
                        return statuses
                    }
                }
                let start = ContinuousClock.now
                #expect(try await otherClient.exchange(message, path: "/funds").status == 200)
                #expect(ContinuousClock.now - start < .seconds(10))
                let statuses = try await group.reduce(into: Set()) { $0.formUnion($1) }
                #expect(statuses == [200, 429])
            }
        }
        // The flood asked for one refill, and the other machine for one.
        #expect(try await site.count("SELECT COUNT(*) AS n FROM grants") == 2)
        try await site.expectSoundLedger()
    }
}
