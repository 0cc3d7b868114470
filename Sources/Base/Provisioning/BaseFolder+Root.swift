import DutyModel
import Exchanges
import Foundation
import LocalSystem
import SecurityDevice

/// The service root of the base's devices, and the certificates under it. The journal of each is the witness; the file
/// beside it gives them to a device that is put in later.
extension BaseFolder {
    /// The file with the root's public keys.
    public var rootFile: String { path + "/service-root.json" }

    /// Gives the device of a stopped base its service root, and those that come after it; nothing where it has one.
    /// Durable on return.
    ///
    /// Throws `service_root_pinned` where the device or the folder has another one.
    public func give(_ root: ServiceRoot, to device: inout SecurityDevice) throws(DutyFailure) {
        if device.serviceRoot == nil, let noted = try rootNote(), noted.root != root { throw Self.otherRoot(rootFile) }
        try device.pinRoot(root)
        try settleRoot(of: &device)
    }

    /// Brings file and journal together: a device that is new in this base gets root and certificates of the file, and a
    /// file that was lost or damaged, or is older, is written again from the journal.
    ///
    /// Throws `data_malformed` for a damaged file where the journal knows of no root.
    func settleRoot(of device: inout SecurityDevice) throws(DutyFailure) {
        if let held = RootNote(device) {
            if (try? rootNote()) != held { try write(held) }
        } else if let noted = try rootNote() {
            do throws(DutyFailure) {
                try device.pinRoot(noted.root)
                try device.takeServiceKeys(CertifiedServiceKeys(root: noted.root, certificates: noted.certificates))
            } catch {
                // A device that has stopped, or is full, is opened all the same, so that its records can be sent.
                guard error.code == .psdFatal || error.code == .psdStoreFull else { throw error }
            }
        }
    }

    /// Before a device goes, the file is brought to what it took while its base ran. One that doesn't open any more leaves
    /// the file as it is.
    func keepServiceKeys() {
        guard let device = try? openJournal(), let held = RootNote(device) else { return }
        if (try? rootNote()) != held { try? write(held) }
    }

    private func rootNote() throws(DutyFailure) -> RootNote? {
        guard let bytes = try PrivateFile.readIfPresent(rootFile, limitBytes: RootNote.mostBytes) else { return nil }
        guard let note = RootNote(json: bytes) else {
            throw DutyFailure(.dataMalformed, "The file \(rootFile) does not hold a service root.")
        }
        return note
    }

    private func write(_ note: RootNote) throws(DutyFailure) { try PrivateFile.write(note.json, to: rootFile) }

    private static func otherRoot(_ file: String) -> DutyFailure {
        DutyFailure(.serviceRootPinned, "\(file) names another service root.")
    }
}

/// What the file says: a root, as versions before wrote it, and beside it the certificates.
private struct RootNote: Hashable {
    let root: ServiceRoot
    let certificates: [ServiceKeyCertificate]

    static let mostBytes = 16 << 10

    /// Nil for a device without a root.
    init?(_ device: SecurityDevice) {
        guard let root = device.serviceRoot else { return nil }
        self.root = root
        certificates = device.serviceKeyCertificates
    }

    init?(json: [UInt8]) {
        let bytes = Data(json)
        guard let root = try? JSONDecoder().decode(ServiceRoot.self, from: bytes),
            let beside = try? JSONDecoder().decode(Beside.self, from: bytes)
        else { return nil }
        self.root = root
        certificates = beside.certificates ?? []
    }

    var json: [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let whole = Whole(generation: root.generation, keys: root.keys, certificates: certificates)
        // Strings and numbers alone always have a JSON form.
        return (try? encoder.encode(whole)).map(Array.init) ?? []
    }

    private struct Whole: Encodable {
        let generation: UInt64
        let keys: [PublicKeyBytes]
        let certificates: [ServiceKeyCertificate]
    }

    private struct Beside: Decodable { let certificates: [ServiceKeyCertificate]? }
}
