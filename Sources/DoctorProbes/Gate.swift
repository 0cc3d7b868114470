import NIOCore
import Synchronization

/// Lets so many through at once; the others wait in their order.
final class Gate: Sendable {
    private struct State {
        var free: Int
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Mutex<State>

    init(_ atOnce: Int) { state = Mutex(State(free: atOnce)) }

    /// Does the work when there is room.
    func pass<Result: Sendable>(_ work: @Sendable () async -> Result) async -> Result {
        await enter()
        let result = await work()
        leave()
        return result
    }

    /// Does the work when there is room. What takes longer than this makes room for the next before it has ended: who
    /// waits for silence must not hold up the others.
    func pass<Result: Sendable>(
        roomForMilliseconds milliseconds: Int64, on loop: any EventLoop, _ work: () async -> Result
    ) async -> Result {
        await enter()
        let hasLeft = Mutex(false)
        let leaveOnce: @Sendable () -> Void = {
            let isFirst = hasLeft.withLock { left in
                defer { left = true }
                return !left
            }
            if isFirst { self.leave() }
        }
        let patience = loop.scheduleTask(in: .milliseconds(milliseconds), leaveOnce)
        defer {
            patience.cancel()
            leaveOnce()
        }
        return await work()
    }

    private func enter() async {
        await withCheckedContinuation { continuation in
            let mayGo = state.withLock { state in
                guard state.free == 0 else {
                    state.free -= 1
                    return true
                }
                state.waiting.append(continuation)
                return false
            }
            if mayGo { continuation.resume() }
        }
    }

    private func leave() {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard state.waiting.isEmpty else { return state.waiting.removeFirst() }
            state.free += 1
            return nil
        }
        next?.resume()
    }
}
