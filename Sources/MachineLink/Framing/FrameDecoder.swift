import DutyModel
import NIOCore

/// Cuts a stream into frames: four bytes of length, most significant first, then so many bytes of JSON.
///
/// A length of zero or above the limit ends the connection: what follows cannot be trusted to be a frame.
struct FrameDecoder: ByteToMessageDecoder {
    typealias InboundOut = ByteBuffer

    /// The number of bytes before the JSON.
    static let lengthBytes = 4
    let limitBytes: Int

    mutating func decode(context: ChannelHandlerContext, buffer: inout ByteBuffer) throws -> DecodingState {
        guard let frame = try next(in: &buffer) else { return .needMoreData }
        context.fireChannelRead(wrapInboundOut(frame))
        return .continue
    }

    mutating func decodeLast(
        context: ChannelHandlerContext, buffer: inout ByteBuffer, seenEOF: Bool
    ) throws -> DecodingState {
        let state = try decode(context: context, buffer: &buffer)
        if state == .needMoreData, buffer.readableBytes > 0 {
            throw DutyFailure(.linkDown, "The connection ended in the middle of a frame.")
        }
        return state
    }

    /// The next whole frame, or nil as long as it is not whole.
    func next(in buffer: inout ByteBuffer) throws(DutyFailure) -> ByteBuffer? {
        guard let length = buffer.getInteger(at: buffer.readerIndex, as: UInt32.self) else { return nil }
        guard length > 0, Int64(length) <= Int64(limitBytes) else {
            throw DutyFailure(.valueMalformed, "A frame of \(length) bytes is not allowed; 1 to \(limitBytes) are.")
        }
        guard buffer.readableBytes >= Self.lengthBytes + Int(length) else { return nil }
        buffer.moveReaderIndex(forwardBy: Self.lengthBytes)
        return buffer.readSlice(length: Int(length))
    }
}
