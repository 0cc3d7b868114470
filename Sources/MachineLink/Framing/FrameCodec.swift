import DutyModel
import Foundation
import NIOCore

/// Values as the JSON of one frame.
///
/// There is one way to write a value (sorted keys, no spaces), and only that way is read: what was decoded is
/// encoded again and compared. So an unknown key, a doubled key or a trailing byte is refused, not ignored.
struct FrameCodec: Sendable {
    let limitBytes: Int

    /// The frame of a value, its length in front.
    func frame(_ value: some Encodable) throws(DutyFailure) -> ByteBuffer {
        let json = try json(value)
        guard json.count <= limitBytes else {
            throw DutyFailure(
                .valueMalformed, "A frame would have \(json.count) bytes; at most \(limitBytes) are allowed.")
        }
        var buffer = ByteBuffer()
        buffer.reserveCapacity(FrameDecoder.lengthBytes + json.count)
        buffer.writeInteger(UInt32(json.count))
        buffer.writeBytes(json)
        return buffer
    }

    /// The value in the JSON of a frame; `value_malformed` for anything that was not written by `frame`.
    func value<Value: Codable>(_ type: Value.Type, in frame: ByteBuffer) throws(DutyFailure) -> Value {
        let bytes = Data(frame.readableBytesView)
        let value: Value
        do {
            value = try JSONDecoder().decode(type, from: bytes)
        } catch {
            throw DutyFailure(.valueMalformed, "A frame does not hold the expected values.")
        }
        guard try json(value) == bytes else {
            throw DutyFailure(.valueMalformed, "A frame holds more than the expected values.")
        }
        return value
    }

    private func json(_ value: some Encodable) throws(DutyFailure) -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return try encoder.encode(value)
        } catch {
            throw DutyFailure(.internalError, "A frame could not be written: \(ErrorWords.of(error)).")
        }
    }
}
