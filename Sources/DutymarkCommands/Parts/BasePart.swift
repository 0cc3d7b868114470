import Base
import BaseProtocol
import DutyModel
import LocalSystem
import Logging
import MachineLink
import NIOCore
import SecurityDevice
import ServiceLifecycle

/// The base as a process runs it: security device, prints, and its end of the link.
struct BasePart {
    /// Answers the tablet while it runs.
    let services: [any Service]
    /// Keeps every other process away from the base's folder.
    let lock: FolderLock

    /// Opens the base's folder and begins to listen for the tablet; `prepare` may first enrol the device.
    static func open(
        _ layout: FolderLayout, installation: Installation, guide: LocalGuide, group: any EventLoopGroup,
        logger: Logger,
        prepare: (inout SecurityDevice, ClockReading) async throws(DutyFailure) -> Void = { _, _ in }
    ) async throws(DutyFailure) -> BasePart {
        let folder = try BaseFolder(path: layout.base)
        let lock = try FolderLock(folder: layout.base)
        var device = try folder.openDevice(serial: PSDSerial(installation.psdSerial))
        try await prepare(&device, SystemClockReader().read())
        let schedule = try DutySchedule.bundled()
        let desk = ImpressionDesk(prefix: installation.verifyPrefix, demonstration: installation.demonstration) {
            (state, article) in (try? schedule.instrument(article, of: state))?.title
        }
        let unit = BaseUnit(
            device: device, clock: SystemClockReader(),
            random: SystemRandomSource(), desk: desk, certificates: folder.certificates,
            logger: logger)
        let place = try guide.link()
        let server = try await BaseLinkService.bind(
            unit, at: .tcp(address: place.host, port: place.port, identity: try LinkIdentity(folder: folder.link)),
            group: group, logger: logger)
        return BasePart(services: [server], lock: lock)
    }
}
