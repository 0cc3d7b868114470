import NIOCore
import NIOTLS
import Synchronization

/// Keeps the connections of one listener within their limits, as `ConnectionCrowd` says.
///
/// Each connection's pipeline gets a handler from here, behind the one of TLS. Safe from any thread.
public final class ConnectionDoor: Sendable {
    private typealias Crowd = ConnectionCrowd<ObjectIdentifier, ClientNetwork?>

    private struct Inside {
        var crowd: Crowd
        // Held, so that no other connection can get its identifier as long as it stands here.
        var channels: [ObjectIdentifier: any Channel] = [:]
    }

    /// The limits.
    public let limits: ConnectionLimits
    private let isEncrypted: Bool
    private let inside: Mutex<Inside>

    /// A door of a listener; without TLS a connection is established as soon as it is accepted.
    public init(_ limits: ConnectionLimits, isEncrypted: Bool) {
        self.limits = limits
        self.isEncrypted = isEncrypted
        inside = Mutex(Inside(crowd: Crowd(unfinished: limits.unfinished, established: limits.established)))
    }

    /// The handler of one connection.
    public func handler() -> any RemovableChannelHandler { DoorHandler(door: self) }

    /// The answer to the request of this connection was given: until its next it may go.
    public func rest(_ channel: any Channel) { inside.withLock { $0.crowd.rest(ObjectIdentifier(channel)) } }

    /// A request of this connection is under way.
    public func work(_ channel: any Channel) { inside.withLock { $0.crowd.work(ObjectIdentifier(channel)) } }

    fileprivate func arrive(_ channel: any Channel) -> TimeAmount? {
        let id = ObjectIdentifier(channel)
        change { inside in
            inside.channels[id] = channel
            return inside.crowd.arrive(id, from: ClientNetwork(channel.remoteAddress))
        }
        guard !isEncrypted else { return .milliseconds(limits.handshakeMilliseconds) }
        establish(channel)
        return nil
    }

    fileprivate func establish(_ channel: any Channel) {
        change { $0.crowd.establish(ObjectIdentifier(channel)) }
    }

    fileprivate func isUnfinished(_ channel: any Channel) -> Bool {
        inside.withLock { $0.crowd.isUnfinished(ObjectIdentifier(channel)) }
    }

    fileprivate func leave(_ channel: any Channel) {
        let id = ObjectIdentifier(channel)
        inside.withLock { inside in
            inside.crowd.leave(id)
            inside.channels[id] = nil
        }
    }

    private func change(_ step: (inout Inside) -> ObjectIdentifier?) {
        let gone = inside.withLock { inside in step(&inside).flatMap { inside.channels.removeValue(forKey: $0) } }
        gone?.close(promise: nil)
    }
}

/// Tells a door what becomes of one connection.
private final class DoorHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = Any

    private let door: ConnectionDoor
    private var deadline: Scheduled<Void>?

    init(door: ConnectionDoor) { self.door = door }

    func handlerAdded(context: ChannelHandlerContext) {
        let (door, channel) = (door, context.channel)
        channel.closeFuture.whenComplete { _ in door.leave(channel) }
        guard let limit = door.arrive(channel) else { return }
        deadline = context.eventLoop.scheduleTask(in: limit) {
            if door.isUnfinished(channel) { channel.close(promise: nil) }
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted? = event as? TLSUserEvent {
            deadline?.cancel()
            door.establish(context.channel)
        }
        context.fireUserInboundEventTriggered(event)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        door.work(context.channel)
        context.fireChannelRead(data)
    }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        context.fireChannelInactive()
    }
}
