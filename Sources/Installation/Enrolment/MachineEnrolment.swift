import BackEnd
import Base
import DutyModel
import MachineLink
import SecurityDevice
import Tablet

/// Makes the machine of a folder known to a back end, with money that is not real.
///
/// Every step may be repeated: a crash anywhere leaves what the next run completes.
struct MachineEnrolment {
    let backEnd: BackEndInstallation
    let installation: InstallationIdentity
    /// The machine's data folder.
    let layout: FolderLayout

    /// Pairs base and tablet, and enrols the device and the machine that holds it.
    func enrol(_ base: inout OpenedBase) async throws(DutyFailure) {
        let tablet = try TabletFolder(path: layout.tablet)
        let reading = SystemClockReader().read()
        try giveRoot(to: &base, at: reading)
        try LinkPairing.make(baseFolder: base.folder.link, tabletFolder: tablet.link, now: reading.wall)
        try await DemonstrationEnrolment(backEnd: backEnd, installation: installation, clock: SystemWallClock())
            .enrol(&base.device, at: reading, tablet: tablet)
        try await keepLicence(of: base, at: reading)
    }

    /// A device that was made here, or by a version that knew no roots, obeys this back end's root from now on, and
    /// knows its newest certificates.
    private func giveRoot(to base: inout OpenedBase, at reading: ClockReading) throws(DutyFailure) {
        guard base.device.status(at: reading).phase != .destroyed else { return }
        do throws(DutyFailure) {
            if base.device.serviceRoot == nil { try base.folder.give(backEnd.certifiedKeys.root, to: &base.device) }
            try base.device.takeServiceKeys(backEnd.certifiedKeys)
        } catch {
            // Such a device takes nothing more, but its records are sent and people look at it.
            guard error.code == .psdFatal || error.code == .psdStoreFull else { throw error }
        }
    }

    /// The base keeps its licence as it was signed, for a back end that loses the device.
    private func keepLicence(of base: OpenedBase, at reading: ClockReading) async throws(DutyFailure) {
        let certificates = base.folder.certificates
        guard let terms = base.device.status(at: reading).authorisation, certificates.licence(with: terms) == nil,
            let licence = try await backEnd.enrolment.configuration(of: terms.psdKey)
        else { return }
        try certificates.keep(licence)
    }
}
