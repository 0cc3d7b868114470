import NIOCore
import NIOPosix
import SiteNetwork
import Synchronization
import Testing

@Suite("the doctor's own greeting", .timeLimit(.minutes(5))) struct GreetingTests {
    /// What a packet of Ethernet holds of TCP, with the time stamps that Linux sends.
    private static let fullSegment = 1_448

    @Test("it fills a packet, so that each handshake shows whether large ones get out")
    func length() async throws {
        let came = Counter()
        let peer = try await TestPeer(
            datagrams: { _ in [] },
            pieces: {
                came.add($0.count)
                return []
            })
        let socket = ProbeSocket(group: MultiThreadedEventLoopGroup.singleton)
        let channel = try #require(await socket.open(peer.address, milliseconds: 2_000).channel)
        let (ending, _) = try await ProbeTLS().greet(channel, name: "a.example", milliseconds: 500)
        try await peer.close()
        #expect(ending == .timeout && came.sum >= Self.fullSegment, "\(ending), \(came.sum) bytes")
    }

    private final class Counter: Sendable {
        private let bytes = Mutex(0)
        var sum: Int { bytes.withLock { $0 } }
        func add(_ count: Int) { bytes.withLock { $0 += count } }
    }
}
