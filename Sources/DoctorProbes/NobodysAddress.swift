import NIOCore

/// An address of the network that exists in documents only (RFC 5737): nobody lives there. It is none of the first ones,
/// which some makers of access points use for their own login page.
enum NobodysAddress {
    static func socket(port: UInt16) throws -> SocketAddress {
        try SocketAddress(packedIPAddress: ByteBuffer(bytes: [192, 0, 2, 213] as [UInt8]), port: Int(port))
    }
}
