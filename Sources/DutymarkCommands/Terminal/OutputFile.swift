import DutyModel
import Foundation

/// A file that a command writes for the person who called it.
enum OutputFile {
    /// Refuses a place that cannot be written, before anything is debited for it.
    static func requireWritable(_ path: String) throws(DutyFailure) {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        let manager = FileManager.default
        var isFolder: ObjCBool = false
        let stands = manager.fileExists(atPath: path, isDirectory: &isFolder)
        guard !(stands && isFolder.boolValue), manager.isWritableFile(atPath: stands ? path : folder) else {
            throw DutyFailure(.fileUnwritable, "\(path) cannot be written; nothing was debited.")
        }
    }

    /// Writes the whole file or leaves what was there.
    static func write(_ data: Data, to path: String) throws(DutyFailure) {
        do {
            try data.write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw DutyFailure(.fileUnwritable, "\(path) could not be written: \(error.localizedDescription).")
        }
    }
}
