import DutyModel
import Foundation

extension KeyList {
    /// The file form: one JSON object with sorted keys, described in `docs/key-list.md`. The same list always
    /// gives the same bytes.
    public var json: [UInt8] {
        get throws(DutyFailure) {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            do {
                return Array(try encoder.encode(KeyListFile(self))) + [UInt8(ascii: "\n")]
            } catch {
                throw DutyFailure(.internalError, "The key list could not be written: \(ErrorWords.of(error)).")
            }
        }
    }

    /// The version that a key list file says it has, with nothing of it checked; nil where it says none.
    public static func statedVersion(in json: [UInt8]) -> UInt64? {
        struct Stated: Decodable { let version: UInt64 }
        return (try? JSONDecoder().decode(Stated.self, from: Data(json)))?.version
    }
}
