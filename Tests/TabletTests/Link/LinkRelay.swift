import NIOCore
import NIOPosix
import Synchronization

/// Carries the bytes of a link's connections between both ends, and does to them what networks and dying programs do.
actor LinkRelay {
    /// One connection through the relay.
    private final class Carried: Sendable {
        let near: any Channel
        let far: any Channel
        let up = ByteGate()
        let down = ByteGate()

        init(near: any Channel, far: any Channel) { (self.near, self.far) = (near, far) }
    }

    private typealias Bytes = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    private let listening: NIOAsyncChannel<Bytes, Never>
    private let serverPort: Int
    private var carried: [Carried] = []
    private var isRefusing = false
    private var isStopped = false

    /// The port at which connections are taken.
    nonisolated let port: UInt16

    /// A relay to the server on this port of this computer.
    init(to serverPort: UInt16) async throws {
        self.serverPort = Int(serverPort)
        listening = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0) { channel in
                channel.eventLoop.makeCompletedFuture { try Self.bytes(of: channel) }
            }
        port = UInt16(listening.channel.localAddress?.port ?? 0)
    }

    /// Carries until cancelled.
    func run() async throws {
        try await listening.executeThenClose { inbound in
            try await withThrowingDiscardingTaskGroup { group in
                for try await near in inbound { group.addTask { try? await self.carry(near) } }
            }
        }
    }

    /// Either direction of a connection may end before the other.
    private static func bytes(of channel: any Channel) throws -> Bytes {
        try Bytes(
            wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
    }

    private func carry(_ near: Bytes) async throws {
        guard !isRefusing else { return try await near.executeThenClose { _, _ in } }
        let far: Bytes
        do {
            far = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connect(host: "127.0.0.1", port: serverPort) { channel in
                    channel.eventLoop.makeCompletedFuture { try Self.bytes(of: channel) }
                }
        } catch {
            return try await near.executeThenClose { _, _ in }
        }
        let one = Carried(near: near.channel, far: far.channel)
        carried.append(one)
        if isStopped { for gate in [one.up, one.down] { gate.hold() } }
        try await near.executeThenClose { fromNear, toNear in
            try await far.executeThenClose { fromFar, toFar in
                // Each direction ends by itself: what was under way when one end left still arrives.
                await withTaskGroup(of: Void.self) { group in
                    group.addTask { await Self.pump(fromNear, toFar, one.up) }
                    group.addTask { await Self.pump(fromFar, toNear, one.down) }
                }
            }
        }
    }

    private static func pump(
        _ source: NIOAsyncChannelInboundStream<ByteBuffer>, _ sink: NIOAsyncChannelOutboundWriter<ByteBuffer>,
        _ gate: ByteGate
    ) async {
        do {
            for try await bytes in source {
                await gate.pass()
                try await sink.write(bytes)
            }
        } catch {}
        await gate.pass()
        sink.finish()
    }

    /// Ends every connection, with a farewell of TCP or without.
    func cut(reset: Bool) async {
        for one in carried {
            for channel in [one.near, one.far] {
                if reset, let options = channel as? any SocketOptionProvider {
                    try? await options.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
                }
                try? await channel.close().get()
            }
            one.up.open()
            one.down.open()
        }
        carried = []
    }

    /// Takes no connection from now on.
    func refuse() { isRefusing = true }

    /// Lets no byte pass any more, of connections that are there and of new ones.
    func stop() {
        isStopped = true
        for one in carried { for gate in [one.up, one.down] { gate.hold() } }
    }

    /// Holds back what the server sends on the connections that are there.
    func holdAnswers() { for one in carried { one.down.hold() } }

    /// Returns once something that the server sent is held back.
    func hasAnswerHeld() async {
        while !carried.contains(where: { $0.down.isWaitedAt }) { await Task.yield() }
    }

    /// Everything passes again.
    func heal() {
        (isRefusing, isStopped) = (false, false)
        for one in carried { for gate in [one.up, one.down] { gate.open() } }
    }
}

/// Lets bytes pass, or holds them back until it is opened.
final class ByteGate: Sendable {
    private struct State {
        var isOpen = true
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    /// Whether something is held back.
    var isWaitedAt: Bool { state.withLock { !$0.waiting.isEmpty } }

    func hold() { state.withLock { $0.isOpen = false } }

    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for one in waiting { one.resume() }
    }

    func pass() async {
        await withCheckedContinuation { continuation in
            let passes = state.withLock { state in
                if !state.isOpen { state.waiting.append(continuation) }
                return state.isOpen
            }
            if passes { continuation.resume() }
        }
    }
}
