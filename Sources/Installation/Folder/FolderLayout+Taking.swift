import BackEnd
import DutyModel
import LocalSystem

extension FolderLayout {
    /// Makes or finds the data folder, and keeps every other process out of it as long as the lock lives.
    package func take() throws(DutyFailure) -> FolderLock {
        let folder = try ProbedFolder(probing: root, whenMissing: .create, newestKnownVersion: Self.version)
        let lock = try FolderLock(folder: root)
        if folder.layoutVersion != Self.version { try folder.markVersion(Self.version) }
        return lock
    }
}

extension FolderLayout {
    /// Throws `data_missing` where there is no back end here, and says so differently where there was one;
    /// `file_unreadable` where it may not be entered.
    package func requireBackEnd() throws(DutyFailure) {
        if try FilePresence.isThere(backEnd) { return }
        try BackEndBackup.requireWhole(backEnd)
        guard try FolderRecord.read(self)?.backEnd == nil, try !FolderTraces.publishedThings(in: self) else {
            throw DutyFailure(.dataMissing, "The back end \(backEnd) is missing.")
        }
        throw DutyFailure(
            .dataMissing, "There is no back end in \(root).",
            remedy: "“dutymark up” and “dutymark backend enroll” make one.")
    }
}
