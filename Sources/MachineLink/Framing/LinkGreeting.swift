import NIOCore

/// The first frame of a connection, from the server: it has accepted the client and speaks this version.
///
/// A frame that says more than its reader knows is refused, so whatever adds to what is said raises the number.
enum LinkGreeting {
    /// The frame's content.
    static let text = ByteBuffer(string: #"{"link":5}"#)

    /// The whole frame.
    static var frame: ByteBuffer {
        var buffer = ByteBuffer(integer: UInt32(text.readableBytes))
        buffer.writeImmutableBuffer(text)
        return buffer
    }
}
