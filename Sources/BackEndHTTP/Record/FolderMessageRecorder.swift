import DutyModel
import Foundation
import Logging

/// Writes each message to a file of its own, named by its number and direction; a file appears whole.
package actor FolderMessageRecorder: MessageRecorder {
    private let folder: URL
    private let logger: Logger
    private var count: Int

    /// A recorder for an existing folder; it goes on after the highest number found there.
    ///
    /// Throws `file_unreadable` where the folder cannot be listed.
    package init(folder: String, logger: Logger) throws(DutyFailure) {
        self.folder = URL(filePath: folder)
        self.logger = logger
        do {
            let names = try FileManager.default.contentsOfDirectory(atPath: folder)
            count = names.compactMap { Int($0.prefix { $0 != "-" }) }.max() ?? 0
        } catch {
            throw DutyFailure(.fileUnreadable, "The folder \(folder) cannot be listed.")
        }
    }

    package func record(_ direction: MessageDirection, _ xml: [UInt8]) {
        count += 1
        let number = String(count)
        let name = String(repeating: "0", count: max(0, 8 - number.count)) + number + "-\(direction.rawValue).xml"
        do {
            // Written under another name beside the folder's messages and renamed by Foundation.
            try Data(xml).write(to: folder.appending(path: name), options: .atomic)
        } catch {
            logger.warning("a message could not be recorded", metadata: ["why": "\(ErrorWords.of(error))"])
        }
    }
}
