import DutyModel
import Foundation
import LocalSystem

/// The tablet's network settings on the disk, in a file that only its owner can open.
package struct NetworkSettingsFile: Sendable {
    let path: String

    /// The file at this path.
    package init(path: String) { self.path = path }

    /// What the file holds.
    package struct Content: Hashable, Codable {
        /// The version of this form.
        var version = 1
        /// The settings that were confirmed last.
        package var confirmed: NetworkSettings
        /// The settings that were on trial when this was written.
        package var trial: NetworkSettings?
        /// The acts of people that changed them; absent in a file that was written before acts had names.
        package var acts: NetworkActs?

        /// What is written down of these settings and acts.
        package init(confirmed: NetworkSettings, trial: NetworkSettings? = nil, acts: NetworkActs? = nil) {
            (self.confirmed, self.trial, self.acts) = (confirmed, trial, acts)
        }
    }

    /// The most bytes of the file; a certificate is the largest part of it.
    private static let limitBytes = 128 << 10

    /// What was written last; nil before the first time.
    ///
    /// - Throws: `data_malformed`, `data_newer_version`, and what `PrivateFile.read` throws.
    package func read() throws(DutyFailure) -> Content? {
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
    package func write(_ content: Content) throws(DutyFailure) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(content) else {
            throw DutyFailure(.internalError, "The network settings could not be written down.")
        }
        try PrivateFile.write(Array(data), to: path)
    }
}
