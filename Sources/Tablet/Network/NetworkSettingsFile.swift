import DutyModel
import Foundation
import LocalSystem
import SiteNetwork

/// The tablet's network settings on the disk, in a file that only its owner can open.
struct NetworkSettingsFile: Sendable {
    let path: String

    /// What the file holds.
    struct Content: Hashable, Codable {
        /// The version of this form.
        var version = 1
        /// The settings that were confirmed last.
        var confirmed: NetworkSettings
        /// The settings that were on trial when this was written.
        var trial: NetworkSettings?
        /// The acts of people that changed them; absent in a file that was written before acts had names.
        var acts: NetworkActs?
    }

    /// The most bytes of the file; a certificate is the largest part of it.
    private static let limitBytes = 128 << 10

    /// What was written last; nil before the first time.
    ///
    /// - Throws: `data_malformed`, `data_newer_version`, and what `PrivateFile.read` throws.
    func read() throws(DutyFailure) -> Content? {
        guard let bytes = try PrivateFile.readIfPresent(path, limitBytes: Self.limitBytes) else { return nil }
        struct Version: Decodable { let version: Int }
        let data = Data(bytes)
        if let version = try? JSONDecoder().decode(Version.self, from: data), version.version > 1 {
            throw DutyFailure(.dataNewerVersion, "The file \(path) was written by a newer version.")
        }
        guard let content = try? JSONDecoder().decode(Content.self, from: data) else {
            throw DutyFailure(.dataMalformed, "The file \(path) does not hold network settings.")
        }
        return content
    }

    /// Durable when this returns.
    func write(_ content: Content) throws(DutyFailure) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(content) else {
            throw DutyFailure(.internalError, "The network settings could not be written down.")
        }
        try PrivateFile.write(Array(data), to: path)
    }
}
