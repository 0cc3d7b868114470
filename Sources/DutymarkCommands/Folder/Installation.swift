import ConnectivityGuide
import DutyModel
import Foundation
import LocalSystem
import Signing

/// What was settled once, when the installation was made, and is printed on every stamp since.
struct Installation: Codable, Sendable {
    /// What stands before the code of every stamp.
    let verifyPrefix: VerifyPrefix
    /// Whether money and licence are made up; every print then says so.
    let demonstration: Bool
    /// The machine's number.
    let machine: MachineSerial
    /// The serial of the machine's security device.
    let psdSerial: UInt32

    /// The most bytes an installation file may have.
    private static let limitBytes = 4096

    /// Reads the installation of this folder, or writes down this new one; durable when this returns.
    static func readOrMake(
        _ path: String, _ make: () throws(DutyFailure) -> Installation
    ) throws(DutyFailure) -> Installation {
        if FileManager.default.fileExists(atPath: path) { return try read(path) }
        let installation = try make()
        try AtomicFile.write(Array(JSONText.of(installation).utf8), to: path, mode: 0o644)
        return installation
    }

    /// Reads the installation of this folder; throws `data_missing` or `data_malformed`.
    static func read(_ path: String) throws(DutyFailure) -> Installation {
        guard FileManager.default.fileExists(atPath: path) else {
            throw DutyFailure(.dataMissing, "There is no installation at \(path).")
        }
        guard let data = FileManager.default.contents(atPath: path), data.count <= limitBytes,
            let installation = try? JSONDecoder().decode(Installation.self, from: data)
        else { throw DutyFailure(.dataMalformed, "The file \(path) does not describe an installation.") }
        return installation
    }
}
