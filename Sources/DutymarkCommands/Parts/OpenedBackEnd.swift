import BackEnd
import DutyModel
import LocalSystem

/// A back end's folder, kept from every other process, made where it is missing.
struct OpenedBackEnd {
    let installation: BackEndInstallation
    let lock: FolderLock

    /// Opens the back end of a data folder.
    init(_ layout: FolderLayout) async throws(DutyFailure) {
        try BackEndBackup.requireWhole(layout.backEnd)
        try PrivateFolder.make(layout.backEnd)
        lock = try FolderLock(folder: layout.backEnd)
        installation = try await BackEndInstallation.open(folder: layout.backEnd)
    }
}
