import DutyModel
import NIOCore
import Synchronization

/// Closes the connections whose message does not come whole in time.
///
/// All have the same time, so one timer serves them all: it is set for the end that comes first, and nearly every
/// message is there long before. A timer for each request would wake the connection's event loop twice.
final class BodyDeadlines: Sendable {
    private let time: TimeAmount
    private let state = Mutex(State())

    private struct State {
        var waiting: [ObjectIdentifier: (channel: any Channel, end: NIODeadline)] = [:]
        var timerIsSet = false
    }

    init(seconds: Int64) { time = .seconds(seconds) }

    /// Runs a body and closes the connection under it when the time is up; what it waits for then ends.
    ///
    /// A connection has one request at a time.
    func closing<Value>(
        _ channel: any Channel, during body: () async throws(DutyFailure) -> Value
    ) async throws(DutyFailure) -> Value {
        let id = ObjectIdentifier(channel)
        let mustSetTimer = state.withLock { state in
            state.waiting[id] = (channel, .now() + time)
            defer { state.timerIsSet = true }
            return !state.timerIsSet
        }
        if mustSetTimer { setTimer(in: time, on: channel.eventLoop) }
        defer { state.withLock { $0.waiting[id] = nil } }
        return try await body()
    }

    private func setTimer(in time: TimeAmount, on loop: any EventLoop) {
        loop.scheduleTask(in: time) { [weak self] in self?.closeLate(on: loop) }
    }

    private func closeLate(on loop: any EventLoop) {
        let now = NIODeadline.now()
        let (late, next) = state.withLock { state in
            let late = state.waiting.values.filter { $0.end <= now }.map(\.channel)
            state.waiting = state.waiting.filter { $0.value.end > now }
            let next = state.waiting.values.map(\.end).min()
            state.timerIsSet = next != nil
            return (late, next)
        }
        for channel in late { channel.close(promise: nil) }
        if let next { setTimer(in: next - now, on: loop) }
    }
}
