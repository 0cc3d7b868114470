import BackEnd
import DutyModel
import LocalSystem

/// A back end's folder, kept from every other process.
package struct OpenedBackEnd {
    package let installation: BackEndInstallation
    package let lock: FolderLock

    /// Opens the back end of a data folder, or makes it where there never was one, of an installation of this kind.
    init(_ folder: inout KeptFolder, of own: InstallationIdentity) async throws(DutyFailure) {
        try await self.init(folder.layout, presence: folder.backEnd, demonstration: own.demonstration)
        try folder.noteBackEnd(installation.identity)
    }

    /// Opens the back end that was made in a data folder; makes nothing. Its acts lie at `acts`, or where that was noted.
    package init(made layout: FolderLayout, acts: ActFilePlace? = nil) async throws(DutyFailure) {
        let record = try FolderRecord.read(layout)
        // A back end whose installation can't be read says by its books what it is.
        try await self.init(
            layout, presence: .made(record?.backEnd), acts: acts,
            demonstration: (try? InstallationIdentity.settled(in: layout))?.demonstration)
        noteSuccession(of: record, in: layout)
    }

    /// Keys that followed others are noted where a crash kept that from being done. The record may be another user's; what it
    /// names is then still the back end that was made here.
    private func noteSuccession(of record: FolderRecord?, in layout: FolderLayout) {
        guard var record, let known = record.backEnd else { return }
        record.backEnd = known.followed(by: installation.certifiedKeys)
        if record.backEnd != known { try? record.write(layout) }
    }

    private init(
        _ layout: FolderLayout, presence: BackEndPresence, acts: ActFilePlace? = nil, demonstration: Bool?
    ) async throws(DutyFailure) {
        try BackEndBackup.requireWhole(layout.backEnd)
        if case .mayBeNew = presence {
            try PrivateFolder.make(layout.backEnd)
        } else {
            try BackEndInstallation.requireBooks(inFolder: layout.backEnd)
        }
        lock = try FolderLock(folder: layout.backEnd)
        do throws(DutyFailure) {
            installation = try await BackEndInstallation.open(
                folder: layout.backEnd, presence: presence, acts: acts, demonstration: demonstration)
        } catch {
            // What the database says of itself names no file.
            guard error.code == .dataMalformed, !error.message.contains(layout.backEnd) else { throw error }
            throw error.naming(BackEndInstallation.databasePath(inFolder: layout.backEnd))
        }
        // What can't be read there is published anew.
        if let published = try? layout.published.source.load().list { try await installation.requireTaken(published) }
    }
}
