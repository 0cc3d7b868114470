import DutyModel
import Foundation

/// JSON that is read only where writing it again gives the same: an unknown key is refused, not passed over.
enum StrictJSON {
    /// The most bytes a file of the lab may have.
    static let limitBytes = 1 << 20

    /// Reads a value; throws `lab_data_malformed` with the place.
    static func read<Value: Codable>(_ kind: Value.Type, from data: Data, name: String) throws(DutyFailure) -> Value {
        guard data.count <= limitBytes else {
            throw DutyFailure(.labDataMalformed, "\(name) has more than \(limitBytes) bytes.")
        }
        do {
            let value = try JSONDecoder().decode(kind, from: data)
            let again = try JSONSerialization.jsonObject(with: JSONEncoder().encode(value))
            let given = try JSONSerialization.jsonObject(with: data)
            if let stray = difference(given, again, at: "") {
                throw DutyFailure(.labDataMalformed, "\(name) holds something unknown at “\(stray)”.")
            }
            return value
        } catch let failure as DutyFailure {
            throw failure
        } catch DecodingError.dataCorrupted(let context) {
            throw DutyFailure(.labDataMalformed, "\(name): \(place(context.codingPath)) \(context.debugDescription)")
        } catch DecodingError.keyNotFound(let key, let context) {
            throw DutyFailure(
                .labDataMalformed, "\(name): \(place(context.codingPath)) lacks the key “\(key.stringValue)”.")
        } catch {
            throw DutyFailure(.labDataMalformed, "\(name) cannot be read: \(error)")
        }
    }

    private static func place(_ path: [any CodingKey]) -> String {
        path.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: "/")
    }

    /// Where the first of the two holds more or other than the second.
    private static func difference(_ given: Any, _ again: Any, at path: String) -> String? {
        if let given = given as? [String: Any], let again = again as? [String: Any] {
            for (key, value) in given.sorted(by: { $0.key < $1.key }) {
                guard let other = again[key] else { return "\(path)/\(key)" }
                if let found = difference(value, other, at: "\(path)/\(key)") { return found }
            }
            return nil
        }
        if let given = given as? [Any], let again = again as? [Any], given.count == again.count {
            for (index, pair) in zip(given, again).enumerated() {
                if let found = difference(pair.0, pair.1, at: "\(path)/\(index)") { return found }
            }
            return nil
        }
        return (given as? NSObject) == (again as? NSObject) ? nil : path
    }
}

/// The files that come with this target.
enum LabResource {
    /// The bytes of one of them; throws `program_file_bad` where the program was installed without it.
    static func data(_ name: String) throws(DutyFailure) -> Data {
        do {
            return try Data(contentsOf: Bundle.module.bundleURL.appendingPathComponent("Resources/" + name))
        } catch {
            throw DutyFailure(.programFileBad, "The file \(name) of the program is missing.")
        }
    }
}
