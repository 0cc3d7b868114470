import DutyModel
import Foundation

/// Signed values as the tables keep them: the same value is always the same bytes.
///
/// Most are JSON with sorted keys. A value that every refill reads or writes has a compact form, and is still read
/// where older books hold it as JSON.
enum StoredValue {
    static func encode(_ value: some Encodable) throws(DutyFailure) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return Array(try encoder.encode(value))
        } catch {
            throw DutyFailure(.internalError, "A value could not be stored: \(ErrorWords.of(error)).")
        }
    }

    static func encode(_ value: some CompactValue) throws(DutyFailure) -> [UInt8] { CompactWriter.bytes(of: value) }

    static func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws(DutyFailure) -> Value {
        try json(type, from: bytes)
    }

    static func decode<Value: CompactValue>(_ type: Value.Type, from bytes: [UInt8]) throws(DutyFailure) -> Value {
        if bytes.first == UInt8(ascii: "{") { return try json(type, from: bytes) }
        guard let value = CompactReader.value(type, in: bytes) else { throw malformed }
        return value
    }

    private static func json<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws(DutyFailure) -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(bytes))
        } catch {
            throw malformed
        }
    }

    private static var malformed: DutyFailure { DutyFailure(.dataMalformed, "A stored value cannot be read.") }
}
