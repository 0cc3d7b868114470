import DutyModel
import LocalSystem
import MachineLink
import StorageSQLite
import Tablet

/// The tablet's folder, kept from every other process, with what it holds.
struct OpenedTablet {
    let layout: FolderLayout
    let folder: TabletFolder
    let lock: FolderLock
    /// What the machine was told when it was enrolled.
    let enrolment: TabletEnrolment
    /// The tablet's end of the link to the base.
    let link: LinkIdentity
    let outbox: SQLOutbox

    /// Opens the tablet that was enrolled in a data folder; makes nothing but an outbox, which the base fills again.
    init(_ layout: FolderLayout, installation: InstallationIdentity) async throws(DutyFailure) {
        guard try FilePresence.isThere(layout.tablet) else { throw try Self.notEnrolled(layout) }
        self.layout = layout
        folder = try TabletFolder(path: layout.tablet)
        lock = try FolderLock(folder: layout.tablet)
        guard let enrolment = try folder.enrolment() else { throw try Self.notEnrolled(layout) }
        guard enrolment.machine == installation.machine else {
            throw DutyFailure(.dataForeign, "\(layout.tablet)/enrolment.json is of the machine \(enrolment.machine).")
        }
        self.enrolment = enrolment
        link = try LinkIdentity(folder: folder.link)
        for suffix in ["", "-wal", "-shm"] { _ = try FilePresence.isThere(folder.outbox + suffix) }
        do throws(DutyFailure) {
            outbox = try await SQLOutbox(database: try SQLiteDatabase(path: folder.outbox), of: enrolment.machine)
        } catch {
            throw error.naming(folder.outbox)
        }
    }

    private static func notEnrolled(_ layout: FolderLayout) throws(DutyFailure) -> DutyFailure {
        guard try FolderRecord.read(layout)?.tablet == true else {
            return DutyFailure(
                .dataMissing, "The machine in \(layout.root) was never enrolled.",
                remedy: "“dutymark up” and “dutymark backend enroll” enrol a machine.")
        }
        return DutyFailure(.dataMissing, "\(layout.tablet)/enrolment.json is missing.")
    }
}
