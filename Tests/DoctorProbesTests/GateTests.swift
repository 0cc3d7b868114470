import NIOPosix
import Synchronization
import Testing

@testable import DoctorProbes

/// How many are let through at once.
@Suite(.timeLimit(.minutes(1))) struct GateTests {
    @Test("who is silent makes room for the next, once")
    func silence() async {
        let gate = Gate(1)
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let (second, arrived) = AsyncStream.makeStream(of: Void.self)
        async let silent: Void = gate.pass(roomForMilliseconds: 10, on: loop) {
            for await _ in second { break }
        }
        await gate.pass(roomForMilliseconds: 60_000, on: loop) { _ = arrived.yield() }
        await silent
        // Had it left twice, there would be room for two.
        let crowd = Crowd()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<20 { group.addTask { await gate.pass { await crowd.visit() } } }
        }
        #expect(crowd.most == 1)
    }

    /// Counts who is inside at the same time.
    private final class Crowd: Sendable {
        private let count = Mutex((now: 0, most: 0))
        var most: Int { count.withLock { $0.most } }

        func visit() async {
            count.withLock { count in
                count.now += 1
                count.most = max(count.most, count.now)
            }
            for _ in 0..<5 { await Task.yield() }
            count.withLock { $0.now -= 1 }
        }
    }
}
