import Installation
import Doctor
import DutyModel
import Foundation
import LocalSystem

/// A run that was saved, to be judged again.
enum SavedRecording {
    /// The most bytes of one; a run of the largest guide has a tenth of it.
    private static let mostBytes = 16_777_216

    /// Reads one. Throws `file_unreadable`, or `recording_malformed` for what is none.
    static func read(_ path: String) throws(DutyFailure) -> Recording {
        guard let bytes = try BoundedFile.read(path, mostBytes: mostBytes) else {
            throw DutyFailure(.fileUnreadable, "There is no file \(path).")
        }
        return try decode(Data(bytes), from: path)
    }

    /// Reads one out of its bytes; what is none is told by `name`. Throws `recording_malformed`.
    static func decode(_ bytes: Data, from name: String) throws(DutyFailure) -> Recording {
        struct Version: Decodable { let formatVersion: Int }
        let decoder = JSONDecoder()
        guard let version = try? decoder.decode(Version.self, from: bytes) else {
            throw DutyFailure(.recordingMalformed, "\(name) isn’t a saved run of the doctor.")
        }
        guard version.formatVersion == Recording.formatVersion else {
            throw DutyFailure(
                .recordingMalformed,
                "\(name) has the version \(version.formatVersion); this program reads \(Recording.formatVersion).")
        }
        do {
            return try decoder.decode(Recording.self, from: bytes)
        } catch {
            throw DutyFailure(.recordingMalformed, "\(name) isn’t a saved run of the doctor: \(place(error)).")
        }
    }

    /// Writes one.
    static func write(_ recording: Recording, to path: String) throws(DutyFailure) {
        try OutputFile.write(Data(JSONText.of(recording).utf8), to: path)
    }

    private static func place(_ error: any Error) -> String {
        switch error {
        case DecodingError.keyNotFound(let key, _): "the key “\(key.stringValue)” is missing"
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
            "the value of “\(context.codingPath.map(\.stringValue).joined(separator: "."))” is wrong"
        case DecodingError.dataCorrupted(let context):
            "“\(context.codingPath.map(\.stringValue).joined(separator: "."))” cannot be read"
        default: "it cannot be read"
        }
    }
}
