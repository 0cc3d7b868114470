import Base
import BaseProtocol
import DutyModel
import LocalSystem
import Logging
import MachineLink
import NIOCore
import SecurityDevice
import ServiceLifecycle

/// The base's folder, kept from every other process, with the security device in it.
package struct OpenedBase {
    package let folder: BaseFolder
    package let lock: FolderLock
    package var device: SecurityDevice

    /// Opens the base of a data folder, or makes it where there never was one; a device that is new gets the
    /// installation's serial.
    init(_ kept: inout KeptFolder, installation: InstallationIdentity) throws(DutyFailure) {
        let mayBeNew = kept.baseMayBeNew
        try self.init(kept.layout, installation: installation, mayBeNew: mayBeNew)
        try kept.noteBase()
    }

    /// Opens the base that was made in a data folder; makes nothing.
    package init(made layout: FolderLayout, installation: InstallationIdentity) throws(DutyFailure) {
        try self.init(layout, installation: installation, mayBeNew: false)
    }

    private init(_ layout: FolderLayout, installation: InstallationIdentity, mayBeNew: Bool) throws(DutyFailure) {
        folder = mayBeNew ? try BaseFolder(path: layout.base) : try BaseFolder(existing: layout.base)
        lock = try FolderLock(folder: layout.base)
        do throws(DutyFailure) {
            device = try folder.openDevice(serial: PSDSerial(installation.psdSerial), mayBeNew: mayBeNew)
        } catch {
            // What the device says of its own key names no file.
            guard error.code == .keyMissing || error.code == .dataMalformed else { throw error }
            throw error.naming("\(layout.base)/psd/psd.journal")
        }
        let licence = device.status(at: SystemClockReader().read()).authorisation
        if let owner = licence?.machine, owner != installation.machine {
            throw Self.foreign(layout, of: owner, installation: installation)
        }
    }

    /// A base of another machine is not lost: two were exchanged, or the file that names this machine was. So the usual
    /// remedy of a journal, which is another device, comes last.
    private static func foreign(
        _ layout: FolderLayout, of owner: MachineSerial, installation: InstallationIdentity
    ) -> DutyFailure {
        DutyFailure(
            .dataForeign,
            "\(layout.base) holds the security device of the machine \(owner), and \(layout.installation) names "
                + "\(installation.machine).",
            remedy:
                "Where two machines' folders were exchanged, give each its own again: no copy, but the folder itself. "
                + "Where installation.json is another machine's, copy this one's from any backup. Only where the own base is "
                + "lost, put another security device in with “dutymark machine insert-psd --serial NUMBER”.")
    }
}

/// The base as a process runs it: security device, prints, and its end of the link.
struct BasePart {
    /// Answers the tablet while it runs.
    let services: [any Service]
    /// Keeps every other process away from the base's folder.
    let lock: FolderLock

    /// Begins to listen for the tablet.
    init(
        _ base: OpenedBase, installation: InstallationIdentity, link: LinkPlace, group: any EventLoopGroup,
        logger: Logger
    ) async throws(DutyFailure) {
        let schedule = try DutySchedule.bundled()
        let desk = ImpressionDesk(prefix: installation.verifyPrefix, demonstration: installation.demonstration) {
            (state, article) in (try? schedule.instrument(article, of: state))?.title
        }
        let unit = BaseUnit(
            device: base.device, clock: SystemClockReader(),
            random: SystemRandomSource(), desk: desk, certificates: base.folder.certificates,
            logger: logger)
        let server = try await BaseLinkService.bind(
            unit, at: .tcp(address: link.base, port: link.port, identity: try LinkIdentity(folder: base.folder.link)),
            group: group, logger: logger)
        (services, lock) = ([server], base.lock)
    }
}
