import DutyModel
import Exchanges
import Foundation
import Storage

/// Described values as the tables keep them: a version, then the binary form. The same value is always the same bytes.
///
/// What older books hold is still read: JSON, and the first binary form, which had shorter texts.
enum StoredValue {
    /// The version that is written now; no JSON begins with it.
    private static let version: UInt8 = 2
    private static let firstVersion: UInt8 = 1

    static func encode<Value: Storable>(_ value: Value) -> [UInt8] { written { $0.append(value) } }

    static func encode<Value: Described>(_ values: [Value]) -> [UInt8] { written { $0.append(list: values) } }

    /// Reads a value of which no older books hold another form.
    static func decode<Value: Storable>(new type: Value.Type, from bytes: [UInt8]) throws(DutyFailure) -> Value {
        guard bytes.first == version else { throw malformed }
        return try whole(bytes) { reader throws(DutyFailure) in try reader.next() }
    }

    static func decode<Value: Described & Decodable>(
        _ type: [Value].Type, from bytes: [UInt8]
    ) throws(DutyFailure) -> [Value] {
        guard bytes.first == version else { return try json(type, from: bytes) }
        return try whole(bytes) { reader throws(DutyFailure) in try reader.nextList() }
    }

    static func decode<Value: Described & Decodable>(
        _ type: Value.Type, from bytes: [UInt8]
    ) throws(DutyFailure) -> Value {
        switch bytes.first {
        case UInt8(ascii: "{"): return try json(type, from: bytes)
        case firstVersion:
            return try whole(bytes) { reader throws(DutyFailure) in try firstForm(type, from: &reader) }
        default: return try decode(new: type, from: bytes)
        }
    }

    private static func written(_ write: (inout BinaryWriter) -> Void) -> [UInt8] {
        var writer = BinaryWriter()
        writer.append(number: version)
        write(&writer)
        return writer.bytes
    }

    /// What stands behind the version, to the last byte.
    private static func whole<Value>(
        _ bytes: [UInt8], _ read: (inout BinaryReader) throws(DutyFailure) -> Value
    ) throws(DutyFailure) -> Value {
        var reader = reader(of: bytes)
        let value = try read(&reader)
        try reader.requireEnd()
        return value
    }

    /// A text in JSON with sorted keys, for what people read: the acts.
    static func text(of value: some Encodable) throws(DutyFailure) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return String(decoding: try encoder.encode(value), as: UTF8.self)
        } catch {
            throw DutyFailure(.internalError, "A value could not be stored: \(ErrorWords.of(error)).")
        }
    }

    /// Reads what `text(of:)` writes.
    static func json<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws(DutyFailure) -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(bytes))
        } catch {
            throw malformed
        }
    }

    /// Only statements and answers were written in the first form. Of a statement it is the same as today; an answer's
    /// decision had kinds of its own and a text of at most 255 bytes.
    private static func firstForm<Value: Described>(
        _ type: Value.Type, from reader: inout BinaryReader
    ) throws(DutyFailure) -> Value {
        let value: (any Described)?
        if type == RefillAnswer.self {
            value = RefillAnswer(
                operation: try reader.next(), decision: try firstDecision(from: &reader), signature: try reader.next())
        } else {
            value = type == RegisterStatement.self ? try reader.next(RegisterStatement.self) : nil
        }
        guard let value = value as? Value else { throw malformed }
        return value
    }

    private static func firstDecision(from reader: inout BinaryReader) throws(DutyFailure) -> RefillDecision {
        switch try reader.next(UInt8.self) {
        case 1: return .granted(controlTotalAfter: try reader.next())
        case let kind where kind == 2 || kind == 3:
            let count = Int(try reader.next(UInt8.self))
            let text = String(decoding: try reader.bytes(count), as: UTF8.self)
            guard let reason = FailureCode(rawValue: text) else { throw malformed }
            return .refused(reason: reason, maximumAllowed: kind == 3 ? try reader.next() : nil)
        case 4: return .cancelled
        default: throw malformed
        }
    }

    private static func reader(of bytes: [UInt8]) -> BinaryReader {
        BinaryReader(bytes.dropFirst(), refusing: .dataMalformed, "A stored value cannot be read.")
    }

    private static var malformed: DutyFailure { reader(of: []).damaged }
}

extension SQLRow {
    /// A described value, as `StoredValue` keeps it.
    func stored<Value: Described & Decodable>(_ column: String) throws(DutyFailure) -> Value {
        try StoredValue.decode(Value.self, from: bytes(column))
    }
}
