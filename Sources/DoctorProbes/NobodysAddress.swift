import NIOCore

/// An address of the network that exists in documents only (RFC 5737): nobody lives there.
enum NobodysAddress {
    static func socket(port: UInt16) throws -> SocketAddress {
        try SocketAddress(packedIPAddress: ByteBuffer(bytes: [192, 0, 2, 1] as [UInt8]), port: Int(port))
    }
}
