import NIOCore

/// Connections that have answered and may be asked again.
actor WarmConnections {
    private struct Idle {
        let endpoint: SiteEndpoint
        let connection: SiteConnection
        let expiry: Scheduled<Void>
    }

    private var idle: [Idle] = []
    private var closed = false
    private let limits: NetworkLimits

    init(limits: NetworkLimits) { self.limits = limits }

    /// A connection that is still open as far as anybody knows; it belongs to the caller now.
    func take(for endpoint: SiteEndpoint) -> SiteConnection? {
        idle.removeAll { !$0.connection.channel.isActive }
        guard let place = idle.lastIndex(where: { $0.endpoint == endpoint }) else { return nil }
        let one = idle.remove(at: place)
        one.expiry.cancel()
        return one.connection
    }

    /// Keeps a connection for a while; the oldest makes room.
    func keep(_ connection: SiteConnection, for endpoint: SiteEndpoint) {
        let channel = connection.channel
        guard channel.isActive, !closed else { return channel.close(promise: nil) }
        let expiry = channel.eventLoop.scheduleTask(in: .milliseconds(limits.idleMilliseconds)) {
            channel.close(promise: nil)
        }
        idle.append(Idle(endpoint: endpoint, connection: connection, expiry: expiry))
        idle.removeAll { !$0.connection.channel.isActive }
        while idle.count > limits.idleConnections { idle.removeFirst().connection.channel.close(promise: nil) }
    }

    /// Closes all, and every one that comes back later.
    func close() {
        closed = true
        for one in idle {
            one.expiry.cancel()
            one.connection.channel.close(promise: nil)
        }
        idle = []
    }
}
