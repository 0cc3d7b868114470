import DutyModel
import Glibc
import NIOCore
import NIOPosix

/// Opens connections for the doctor, which looks at each step by itself and at places that no guide names, such as
/// an address at which nobody lives. The machine never uses it.
package struct ProbeSocket: Sendable {
    private let group: any EventLoopGroup

    /// A socket on these loops.
    package init(group: any EventLoopGroup) { self.group = group }

    /// Opens a connection; nothing is read from it before a handler asks. Where `segmentBytes` is given, neither side
    /// sends larger segments.
    package func open(
        _ address: SocketAddress, milliseconds: Int64, segmentBytes: Int? = nil
    ) async -> (channel: (any Channel)?, opening: ConnectionOpening) {
        var bootstrap = ClientBootstrap(group: group)
            .channelOption(.autoRead, value: false)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .connectTimeout(.milliseconds(milliseconds))
        if let segmentBytes {
            bootstrap = bootstrap.channelOption(
                .tcpOption(.init(rawValue: TCP_MAXSEG)), value: SocketOptionValue(segmentBytes))
        }
        do {
            let channel = try await bootstrap.connect(to: address).get()
            return (channel, .open)
        } catch {
            return (nil, Self.opening(after: error))
        }
    }

    private static func opening(after error: any Error) -> ConnectionOpening {
        if case ChannelError.connectTimeout = error { return .timeout }
        switch (error as? IOError)?.errnoCode {
        case ECONNREFUSED: return .refused
        case ETIMEDOUT: return .timeout
        case ENETUNREACH, EADDRNOTAVAIL, ENETDOWN: return .noRoute
        // A message of the network: administratively prohibited, or no such host there.
        case EHOSTUNREACH, EACCES, EPERM: return .rejected
        default: return .lost
        }
    }
}
