import DutyModel
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Synchronization

/// The answering side of a link.
///
/// Requests of one connection are answered one after the other, in their order; connections are served side by side.
/// It listens from `bind` on and answers while `run` runs. On graceful shutdown it takes no new connection and no
/// new request, and every request that it took is answered first.
public final class FramedServer<Request: Codable & Sendable, Reply: Codable & Sendable>: Service {
    /// Answers one request; what it throws crosses the link as it is.
    public typealias Handler = @Sendable (Request) async throws(DutyFailure) -> Reply

    /// The TCP port it listens on; nil on a local socket.
    public let port: UInt16?
    private let listening: NIOAsyncChannel<any Channel, Never>
    private let endpoint: LinkEndpoint
    private let codec: FrameCodec
    private let limits: LinkLimits
    private let logger: Logger
    private let handler: Handler
    private let connections = Mutex(0)

    private init(
        listening: NIOAsyncChannel<any Channel, Never>, endpoint: LinkEndpoint, limits: LinkLimits, logger: Logger,
        handler: @escaping Handler
    ) {
        self.listening = listening
        self.endpoint = endpoint
        self.limits = limits
        self.logger = logger
        self.handler = handler
        codec = FrameCodec(limitBytes: limits.frameBytes)
        port = listening.channel.localAddress?.port.flatMap(UInt16.init(exactly:))
    }

    /// Begins to listen; port 0 lets the system choose one.
    ///
    /// - Throws: `port_taken`, `link_down`; for a local socket `data_missing`, `data_read_only`, `file_unwritable`.
    public static func bind(
        _ endpoint: LinkEndpoint, limits: LinkLimits = .init(), group: any EventLoopGroup, logger: Logger,
        handler: @escaping Handler
    ) async throws(DutyFailure) -> FramedServer {
        let listening = try await LinkListener(limits: limits, group: group).open(endpoint)
        return FramedServer(listening: listening, endpoint: endpoint, limits: limits, logger: logger, handler: handler)
    }

    /// Serves until cancelled or shut down gracefully.
    public func run() async throws {
        defer { if case .local(let path) = endpoint { LocalListener.remove(path) } }
        try await listening.executeThenClose { inbound in
            try await withThrowingDiscardingTaskGroup { group in
                for try await connection in inbound.cancelOnGracefulShutdown() {
                    group.addTask { await self.serve(connection) }
                }
            }
        }
    }

    private func serve(_ connection: any Channel) async {
        guard takePlace() else {
            logger.warning("All places of the link are taken; a connection was closed.")
            try? await connection.close().get()
            return
        }
        defer { connections.withLock { $0 -= 1 } }
        do {
            try await LinkListener.frames(of: connection).executeThenClose { inbound, outbound in
                try await outbound.write(LinkGreeting.frame)
                for try await frame in inbound.cancelOnGracefulShutdown() {
                    try await outbound.write(try await answer(frame))
                }
            }
        } catch {
            logger.info("A connection of the link ended.", metadata: ["reason": "\(ErrorWords.of(error))"])
        }
    }

    /// On TCP, those that haven't proved who they are take no place from those that have: the listener's door counts both.
    private var places: Int {
        switch endpoint {
        case .local: limits.connections
        case .tcp: limits.connections + limits.unfinishedHandshakes
        }
    }

    private func takePlace() -> Bool {
        connections.withLock { count in
            guard count < places else { return false }
            count += 1
            return true
        }
    }

    /// The frame to send back. A request that is not what it should be is answered with `value_malformed`; the frame
    /// itself was whole, so the connection can go on. What was carried out and can't be answered is never called refused.
    private func answer(_ frame: ByteBuffer) async throws(DutyFailure) -> ByteBuffer {
        let reply = await reply(to: frame)
        do throws(DutyFailure) {
            return try codec.frame(reply)
        } catch {
            return try codec.frame(
                WireReply<Reply>.failure(DutyFailure(.linkBroken, "The answer could not be sent: \(error.message)")))
        }
    }

    private func reply(to frame: ByteBuffer) async -> WireReply<Reply> {
        do throws(DutyFailure) {
            return .reply(try await handler(try codec.value(Request.self, in: frame)))
        } catch {
            return .failure(error)
        }
    }
}
