import DutyModel
import Foundation
import LocalSystem

extension FolderLayout {
    /// Makes or finds the data folder, and keeps every other process out of it as long as the lock lives.
    func take() throws(DutyFailure) -> FolderLock {
        let folder = try ProbedFolder(probing: root, whenMissing: .create, newestKnownVersion: Self.version)
        let lock = try FolderLock(folder: root)
        if folder.layoutVersion != Self.version { try folder.markVersion(Self.version) }
        return lock
    }
}

extension FolderLayout {
    /// Throws `data_missing` where there is no back end here, and says so differently where there was one.
    func requireBackEnd() throws(DutyFailure) {
        guard !FileManager.default.fileExists(atPath: backEnd) else { return }
        guard FolderRecord.read(self)?.backEnd == nil, !FolderTraces(in: self).published else {
            throw DutyFailure(.dataMissing, "The back end \(backEnd) is missing.")
        }
        throw DutyFailure(
            .dataMissing, "There is no back end in \(root).",
            remedy: "“dutymark up” and “dutymark backend enroll” make one.")
    }
}
