import DutyModel
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
