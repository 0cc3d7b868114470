import NIOCore

/// Where a client is: its address of IPv4, or the first half of one of IPv6, which is a site's own network.
public struct ClientNetwork: Hashable, Sendable {
    private let bytes: [UInt8]

    /// The network of an address; nil for what is no address of the internet.
    public init?(_ address: SocketAddress?) {
        switch address {
        case .v4(let four): bytes = withUnsafeBytes(of: four.address.sin_addr) { Array($0) }
        case .v6(let six): bytes = Self.part(withUnsafeBytes(of: six.address.sin6_addr) { Array($0) })
        default: return nil
        }
    }

    /// An address of IPv4 may be written as one of IPv6: ten zeros, two bytes of ones, then it.
    private static func part(_ six: [UInt8]) -> [UInt8] {
        let isFour = six.prefix(10).allSatisfy { $0 == 0 } && six[10...11].allSatisfy { $0 == 0xff }
        return isFour ? Array(six.suffix(4)) : Array(six.prefix(8))
    }
}
