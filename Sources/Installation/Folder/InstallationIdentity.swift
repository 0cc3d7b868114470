import BackEnd
import ConnectivityGuide
import DutyModel
import Foundation
import LocalSystem
import Signing
import Tablet

/// What was settled once, when the installation was made, and is printed on every stamp since.
package struct InstallationIdentity: Codable, Equatable, Sendable {
    /// What stands before the code of every stamp.
    package let verifyPrefix: VerifyPrefix
    /// Whether money and licence are made up; every print then says so.
    package let demonstration: Bool
    /// The machine's number.
    package let machine: MachineSerial
    /// The serial of the machine's security device.
    package let psdSerial: UInt32

    /// The most bytes an installation file may have.
    private static let limitBytes = 4096

    /// Durable when this returns.
    func write(to path: String) throws(DutyFailure) {
        try AtomicFile.write(Array(JSONText.of(self).utf8), to: path, mode: 0o644)
    }

    /// Reads the installation of this file; throws `data_missing`, `data_malformed` or `file_unreadable`.
    static func read(_ path: String) throws(DutyFailure) -> InstallationIdentity {
        guard let bytes = try BoundedFile.read(path, mostBytes: limitBytes) else {
            throw DutyFailure(.dataMissing, "There is no installation at \(path).")
        }
        guard let installation = try? JSONDecoder().decode(InstallationIdentity.self, from: Data(bytes)) else {
            throw DutyFailure(.dataMalformed, "The file \(path) does not describe an installation.")
        }
        return installation
    }

    /// What was settled in this folder: by its file, or by the record where the file was lost. Writes nothing.
    ///
    /// - Throws: `data_missing`, `data_malformed`, `file_unreadable`; `data_foreign`, naming the file that is of another
    ///   installation.
    package static func settled(in layout: FolderLayout) throws(DutyFailure) -> InstallationIdentity {
        let record = try FolderRecord.read(layout)
        do throws(DutyFailure) {
            let read = try read(layout.installation)
            guard let record, let recorded = record.installation else {
                if let machine = enrolledMachine(in: layout), machine != read.machine {
                    throw DutyFailure(
                        .dataForeign,
                        "The file \(layout.installation) is not of the machine \(machine), which is enrolled here.")
                }
                return read
            }
            guard recorded != read else { return read }
            let foreign =
                recordIsForeign(record, recorded, beside: read, in: layout) ? layout.record : layout.installation
            throw DutyFailure(.dataForeign, "The file \(foreign) is of another installation, or was changed.")
        } catch {
            guard ![.dataForeign, .fileUnreadable].contains(error.code), let recorded = record?.installation else {
                throw error
            }
            return recorded
        }
    }

    /// Which of the two is of another installation, or was changed, by what else is in the folder: the machine that the
    /// tablet was enrolled as, what the published key list says of every stamp, the funds service's key. Where nothing
    /// tells, it is the file that people can read and change.
    private static func recordIsForeign(
        _ record: FolderRecord, _ recorded: InstallationIdentity, beside read: InstallationIdentity,
        in layout: FolderLayout
    ) -> Bool {
        if recorded.machine != read.machine, let machine = enrolledMachine(in: layout) {
            return machine == read.machine
        }
        if let list = try? layout.published.source.load().list,
            list.verifyPrefixes.contains(read.verifyPrefix) != list.verifyPrefixes.contains(recorded.verifyPrefix)
        {
            return list.verifyPrefixes.contains(read.verifyPrefix)
        }
        guard let keys = try? BackEndInstallation.fundsKeys(inFolder: layout.backEnd),
            let own = record.backEnd?.fundsKey
        else { return false }
        return !keys.holds(own, at: nil)
    }

    private static func enrolledMachine(in layout: FolderLayout) -> MachineSerial? {
        guard FileManager.default.fileExists(atPath: "\(layout.tablet)/enrolment.json") else { return nil }
        return (try? TabletFolder(path: layout.tablet).enrolment())?.machine
    }
}
