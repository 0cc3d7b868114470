import DutyModel
import NIOCore

/// The asking side of a link: any number of tasks may send at the same time over one connection.
///
/// It connects when it first has something to send, and again after a fault. A request that may have been on its way
/// when the connection broke fails with `link_broken` and is never sent again from here: only the caller knows whether
/// that is safe. One that certainly was not sent fails with `link_down` or another code.
public actor FramedClient<Request: Codable & Sendable, Reply: Codable & Sendable> {
    private let connector: LinkConnector
    private let codec: FrameCodec
    private let limits: LinkLimits
    private var connection: OpenedLink?
    private var opening: Task<OpenedLink, any Error>?

    /// A client that is not yet connected.
    public init(to endpoint: LinkEndpoint, limits: LinkLimits = .init(), group: any EventLoopGroup) {
        connector = LinkConnector(endpoint: endpoint, limits: limits, group: group)
        codec = FrameCodec(limitBytes: limits.frameBytes)
        self.limits = limits
    }

    /// Connects now, so that a fault shows before there is something to send.
    ///
    /// - Throws: `link_down`, `link_peer_foreign`; `machine_not_running` on a local socket.
    public func connect() async throws(DutyFailure) { _ = try await channel() }

    /// Sends one request and waits for its answer.
    ///
    /// - Throws: what the other side answered; `link_broken` where it may have been sent and no answer came that can be
    ///   read, so that it may have been carried out. Where it was not sent: `link_down`, `link_peer_foreign`,
    ///   `machine_not_running`, and `value_malformed` where the request is no proper frame.
    public func send(_ request: Request) async throws(DutyFailure) -> Reply {
        let frame = try codec.frame(request)
        let channel = try await channel()
        let answer = channel.eventLoop.makePromise(of: ByteBuffer.self)
        let call = LinkCall(frame: frame, answer: answer, limit: .milliseconds(limits.answerMilliseconds))
        // A closed channel drops the write without asking the handler; the promise must not be lost with it.
        channel.writeAndFlush(call).whenFailure { _ in
            answer.fail(DutyFailure(.linkDown, "The link is closed."))
        }
        return try reply(in: try await Self.frame(of: answer.futureResult)).get()
    }

    private static func frame(of answer: EventLoopFuture<ByteBuffer>) async throws(DutyFailure) -> ByteBuffer {
        do {
            return try await answer.get()
        } catch {
            throw DutyFailure.of(error, or: .linkBroken, "The link broke")
        }
    }

    private func reply(in frame: ByteBuffer) throws(DutyFailure) -> WireReply<Reply> {
        do throws(DutyFailure) {
            return try codec.value(WireReply<Reply>.self, in: frame)
        } catch {
            throw DutyFailure(.linkBroken, "The other part's answer can't be read: \(error.message)")
        }
    }

    /// Ends the connection; requests on their way fail with `link_broken`.
    public func close() async {
        opening?.cancel()
        guard let connection else { return }
        self.connection = nil
        try? await connection.channel.close().get()
    }

    private func channel() async throws(DutyFailure) -> any Channel {
        if let connection, connection.takesCalls { return connection.channel }
        let task = opening ?? Task { [connector] in try await connector.open() }
        opening = task
        let result = await task.result
        opening = nil
        switch result {
        case .success(let opened):
            connection = opened
            return opened.channel
        case .failure(let error):
            throw DutyFailure.of(error, or: .linkDown, "The link could not be opened")
        }
    }
}
