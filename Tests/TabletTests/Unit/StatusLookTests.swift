import BaseProtocol
import DutyModel
import Synchronization
import Testing

@testable import Tablet

/// Whoever looks on isn't kept waiting by a base that stands still.
@Suite(.timeLimit(.minutes(1))) struct StatusLookTests {
    @Test func `a base that stands still is told as out of reach, and asked once`() async throws {
        let bench = try await TabletBench()
        let base = StandingStill(bench.line)
        let look = StatusLook(at: base, patience: .milliseconds(20))
        for _ in 1...3 {
            let failure = await failure { _ = try await look.status() }
            #expect(failure?.code == .linkDown && failure?.outcome == .notDone)
        }
        #expect(base.asked == 1)
        base.gate.open()
        while await failure({ _ = try await look.status() }) != nil { await Task.yield() }
        #expect(try await look.status().itemCount == 0)
        bench.remove()
    }

    @Test func `a question whose answer is lost was no command`() async throws {
        let bench = try await TabletBench()
        let look = StatusLook(at: bench.line, patience: .seconds(60))
        bench.line.lose("status", .after)
        #expect(await failure { _ = try await look.status() }?.code == .linkDown)
        bench.remove()
    }
}

/// A base that answers once its gate is open.
private final class StandingStill: BaseConnection {
    let gate = ByteGate()
    private let line: BaseLine
    private let count = Mutex(0)
    var asked: Int { count.withLock { $0 } }

    init(_ line: BaseLine) {
        self.line = line
        gate.hold()
    }

    func ask(_ command: BaseCommand) async throws(DutyFailure) -> BaseAnswer {
        count.withLock { $0 += 1 }
        await gate.pass()
        return try await line.ask(command)
    }
}
