import DutyModel
import Glibc
import NIOCore
import SiteNetwork
import Testing

/// Both families on real sockets.
@Suite(.timeLimit(.minutes(1))) struct FamilyTests {
    /// Gives these addresses for every name.
    private struct Fixed: NameResolver {
        let found: [SocketAddress]
        func addresses(of host: String, port: UInt16) async throws(DutyFailure) -> [SocketAddress] { found }
    }

    @Test func aBrokenIPv6CostsAMomentOnceAndThenNothing() async throws {
        guard let silent = SilentPort() else {
            print("not tested: this computer has no IPv6 on its loopback interface")
            return
        }
        let server = try await TestServer(
            .writeAndClose("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"))
        let addresses = [
            try SocketAddress(ipAddress: "::1", port: Int(silent.port)),
            try SocketAddress(ipAddress: loopback, port: Int(server.port)),
        ]
        let dialler = try dialler(resolver: Fixed(found: addresses))
        let request = SiteRequest(method: .get, path: "/")
        let first = try await dialler.exchange(request, with: place(server))
        let cost = try #require(first.timings[.connect])
        #expect(cost >= .milliseconds(240) && cost < .milliseconds(700), "\(cost)")
        // It is remembered, so the next connection begins with the other family.
        let second = try await dialler.exchange(request, with: place(server))
        #expect(try #require(second.timings[.connect]) < .milliseconds(240))
        // Another link may have another IPv6.
        await dialler.routeChanged()
        let third = try await dialler.exchange(request, with: place(server))
        #expect(try #require(third.timings[.connect]) >= .milliseconds(240))
        try await server.close()
    }

    @Test func aRequestThatIsGivenUpLeavesNoAttemptBehind() async throws {
        guard let silent = SilentPort() else {
            print("not tested: this computer has no IPv6 on its loopback interface")
            return
        }
        let dialler = try dialler(
            resolver: Fixed(found: [try SocketAddress(ipAddress: "::1", port: Int(silent.port))]))
        let begun = ContinuousClock.now
        let asking = Task {
            await failure(of: dialler, at: SiteEndpoint(host: "service.localhost", port: 1, transport: .plain))
        }
        asking.cancel()
        #expect(await asking.value?.mayHaveArrived == false)
        #expect(ContinuousClock.now - begun < .seconds(4))
    }
}

/// A port of the loopback interface of IPv6 that neither accepts nor refuses: its queue is full, so the system drops
/// what comes.
private final class SilentPort {
    let port: UInt16
    private var descriptors: [Int32] = []

    init?() {
        let listener = socket(AF_INET6, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in6()
        address.sin6_family = sa_family_t(AF_INET6)
        address.sin6_addr = in6addr_loopback
        var length = socklen_t(MemoryLayout<sockaddr_in6>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(listener, generic, length) == 0 && listen(listener, 0) == 0
                    && getsockname(listener, generic, &length) == 0
            }
        }
        port = UInt16(bigEndian: address.sin6_port)
        descriptors = [listener]
        guard isBound else {
            close(listener)
            return nil
        }
        for _ in 0..<4 {
            let filler = socket(AF_INET6, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
            descriptors.append(filler)
            withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                    _ = connect(filler, generic, length)
                }
            }
        }
    }

    deinit { for descriptor in descriptors { close(descriptor) } }
}
