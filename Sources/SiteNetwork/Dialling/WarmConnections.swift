import NIOCore
import Synchronization

/// To whom a connection leads, by which route, and since which change of the link.
struct WarmPlace: Hashable, Sendable {
    let endpoint: SiteEndpoint
    let route: SiteRoute
    fileprivate let generation: Int
}

/// Connections that have answered and may be asked again.
///
/// A request sets no timer of its own here: one timer serves all connections, and looks again when the first is due.
final class WarmConnections: Sendable {
    private struct Idle {
        let place: WarmPlace
        let connection: SiteConnection
        let until: NIODeadline

        func close() { connection.channel.close(promise: nil) }
    }

    private struct State {
        var idle: [Idle] = []
        var generation = 0
        var closed = false
        var timerIsSet = false
    }

    private let state = Mutex(State())
    private let limits: NetworkLimits

    init(limits: NetworkLimits) { self.limits = limits }

    /// What a connection that is opened from now on is kept under.
    func place(_ endpoint: SiteEndpoint, _ route: SiteRoute) -> WarmPlace {
        state.withLock { WarmPlace(endpoint: endpoint, route: route, generation: $0.generation) }
    }

    /// A connection that is still open as far as anybody knows; it belongs to the caller now.
    func take(for place: WarmPlace) -> SiteConnection? {
        state.withLock { state in
            state.idle.removeAll { !$0.connection.channel.isActive }
            guard let index = state.idle.lastIndex(where: { $0.place == place }) else { return nil }
            return state.idle.remove(at: index).connection
        }
    }

    /// Keeps a connection for a while; the oldest makes room.
    func keep(_ connection: SiteConnection, for place: WarmPlace) {
        let channel = connection.channel
        let until = NIODeadline.now() + .milliseconds(limits.idleMilliseconds)
        let new = Idle(place: place, connection: connection, until: until)
        let (surplus, needsTimer) = state.withLock { state -> ([Idle], Bool) in
            guard channel.isActive, !state.closed, place.generation == state.generation else { return ([new], false) }
            state.idle.append(new)
            state.idle.removeAll { !$0.connection.channel.isActive }
            let surplus = Array(state.idle.prefix(max(0, state.idle.count - limits.idleConnections)))
            state.idle.removeFirst(surplus.count)
            defer { state.timerIsSet = true }
            return (surplus, !state.timerIsSet)
        }
        for one in surplus { one.close() }
        if needsTimer { setTimer(at: until, on: channel.eventLoop) }
    }

    /// Closes all, and every one that comes back later.
    func close() { closeAll { $0.closed = true } }

    /// Closes all, and those under way when they come back: they may lead another way than new ones.
    func routeChanged() { closeAll { $0.generation += 1 } }

    private func closeAll(_ change: (inout State) -> Void) {
        let all = state.withLock { state in
            change(&state)
            defer { state.idle = [] }
            return state.idle
        }
        for one in all { one.close() }
    }

    private func setTimer(at time: NIODeadline, on loop: any EventLoop) {
        loop.scheduleTask(deadline: time) { self.closeWhatIsDue(on: loop) }
    }

    private func closeWhatIsDue(on loop: any EventLoop) {
        let now = NIODeadline.now()
        let (due, next) = state.withLock { state -> ([Idle], NIODeadline?) in
            let due = state.idle.filter { $0.until <= now }
            state.idle.removeAll { $0.until <= now }
            let next = state.idle.map(\.until).min()
            state.timerIsSet = next != nil
            return (due, next)
        }
        for one in due { one.close() }
        if let next { setTimer(at: next, on: loop) }
    }
}
