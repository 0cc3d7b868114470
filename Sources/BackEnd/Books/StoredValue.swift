import DutyModel
import Foundation

/// Signed values as the tables keep them: JSON with sorted keys, so the same value is always the same bytes.
enum StoredValue {
    static func encode(_ value: some Encodable) throws(DutyFailure) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return Array(try encoder.encode(value))
        } catch {
            throw DutyFailure(.internalError, "A value could not be stored: \(error).")
        }
    }

    static func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws(DutyFailure) -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(bytes))
        } catch {
            throw DutyFailure(.dataMalformed, "A stored value cannot be read.")
        }
    }
}
