import DutyModel
import Foundation
import LocalSystem
import SecurityDevice

/// The service root of the base's devices. The journal of each is the witness; the file beside it gives the root to a
/// device that is put in later.
extension BaseFolder {
    /// The file with the root's public keys.
    public var rootFile: String { path + "/service-root.json" }

    private static let rootLimitBytes = 4 << 10

    /// Gives the device of a stopped base its service root, and those that come after it; nothing where it has one.
    /// Durable on return.
    ///
    /// Throws `service_root_pinned` where the device or the folder has another one.
    public func give(_ root: ServiceRoot, to device: inout SecurityDevice) throws(DutyFailure) {
        if device.serviceRoot == nil, let noted = try rootNote(), noted != root { throw Self.otherRoot(rootFile) }
        try device.pinRoot(root)
        try settleRoot(of: &device)
    }

    /// Brings file and journal together: a device that is new in this base gets the root of the file, and a file that
    /// was lost or damaged, or is older, is written again from the journal.
    ///
    /// Throws `data_malformed` for a damaged file where the journal knows of no root.
    func settleRoot(of device: inout SecurityDevice) throws(DutyFailure) {
        if let held = device.serviceRoot {
            if (try? rootNote()) != held { try write(held) }
        } else if let noted = try rootNote() {
            do throws(DutyFailure) {
                try device.pinRoot(noted)
            } catch {
                // A device that has stopped, or is full, is opened all the same, so that its records can be sent.
                guard error.code == .psdFatal || error.code == .psdStoreFull else { throw error }
            }
        }
    }

    private func rootNote() throws(DutyFailure) -> ServiceRoot? {
        guard let bytes = try PrivateFile.readIfPresent(rootFile, limitBytes: Self.rootLimitBytes) else { return nil }
        guard let root = try? JSONDecoder().decode(ServiceRoot.self, from: Data(bytes)) else {
            throw DutyFailure(.dataMalformed, "The file \(rootFile) does not hold a service root.")
        }
        return root
    }

    private func write(_ root: ServiceRoot) throws(DutyFailure) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        guard let json = try? encoder.encode(root) else {
            throw DutyFailure(.internalError, "The service root has no JSON form.")
        }
        try PrivateFile.write(Array(json), to: rootFile)
    }

    private static func otherRoot(_ file: String) -> DutyFailure {
        DutyFailure(.serviceRootPinned, "\(file) names another service root.")
    }
}
