import NIOCore

/// The first frame of a connection, from the server: it has accepted the client and speaks this version.
enum LinkGreeting {
    /// The frame's content.
    static let text = ByteBuffer(string: #"{"link":2}"#)

    /// The whole frame.
    static var frame: ByteBuffer {
        var buffer = ByteBuffer(integer: UInt32(text.readableBytes))
        buffer.writeImmutableBuffer(text)
        return buffer
    }
}
