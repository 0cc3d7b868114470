import NIOCore
import NIOPosix

/// Carries connections to a host's IPv6 address over to its IPv4 address: the back end listens on one of them alone.
struct FamilyRelay: Sendable {
    let group: any EventLoopGroup

    /// Listens on these ports of the hosts' IPv6 addresses.
    func listen(_ servers: [LabServer], ports: [UInt16]) async throws -> [any Channel] {
        var channels: [any Channel] = []
        for server in servers {
            for port in ports {
                let target = try SocketAddress(ipAddress: server.addresses.ipv4, port: Int(port))
                let own = try SocketAddress(ipAddress: server.addresses.ipv6, port: Int(port))
                channels.append(try await listen(at: own, target: target))
            }
        }
        return channels
    }

    private func listen(at own: SocketAddress, target: SocketAddress) async throws -> any Channel {
        try await ServerBootstrap(group: group)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.autoRead, value: false)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { client in
                // Both ends on one loop: each may then touch the other directly.
                ClientBootstrap(group: client.eventLoop)
                    .channelOption(.autoRead, value: false)
                    .channelOption(.allowRemoteHalfClosure, value: true)
                    .connect(to: target)
                    .flatMapThrowing { server in
                        try client.pipeline.syncOperations.addHandler(RelayEnd(other: server))
                        try server.pipeline.syncOperations.addHandler(RelayEnd(other: client))
                        // The client's is not active yet: it begins to read when it is.
                        for channel in [client, server] {
                            channel.setOption(.autoRead, value: true).whenFailure { _ in channel.close(promise: nil) }
                        }
                    }
            }
            .bind(to: own).get()
    }
}

/// One end of a relayed connection; what comes in goes out at the other.
private final class RelayEnd: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let other: any Channel

    init(other: any Channel) { self.other = other }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        other.writeAndFlush(unwrapInboundIn(data), promise: nil)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case .inputClosed? = event as? ChannelEvent else { return }
        other.close(mode: .output, promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) { other.close(promise: nil) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
