import DutyModel
import LocalSystem
import Signing

extension BackEndInstallation {
    /// What a back end's folder holds of its service root, read without opening the back end.
    public struct RootReport: Sendable {
        /// Root and certificates.
        public let keys: CertifiedServiceKeys
        /// How many of the root's three private halves lie in the folder.
        public let privateHalvesHere: Int
    }

    /// What this folder holds of its service root; throws `data_missing` where it has none yet.
    public static func rootReport(inFolder folder: String) throws(DutyFailure) -> RootReport {
        let file = CertifiedKeyFile.made(inFolder: folder)
        guard let keys = try file.read() else {
            throw DutyFailure(
                .dataMissing, "\(file.path) is missing.",
                remedy: "A back end of a version without service roots makes it at its next start.")
        }
        let here = RootSigners(root: keys.root, signers: try RootFolder.made(inFolder: folder).signers())
        return RootReport(keys: keys, privateHalvesHere: here.count)
    }

    /// Certifies the service keys of a back end that does not run anew, due or not, with the private halves of
    /// the root that lie in its folder and in `folders`; durable when this returns.
    ///
    /// Throws `data_missing`, `key_missing` where fewer than two private halves are found, `data_in_use` while it runs.
    public static func renewCertificates(
        inFolder folder: String, rootIn folders: [String], lifetimes: CertificateLifetimes = CertificateLifetimes(),
        clock: any WallClock = SystemWallClock()
    ) throws(DutyFailure) -> CertifiedServiceKeys {
        let lock = try FolderLock(folder: folder)
        defer { withExtendedLifetime(lock) {} }
        let held = try rootReport(inFolder: folder).keys
        var signers = try RootFolder.made(inFolder: folder).signers()
        for other in folders { signers += try RootFolder(other).signers() }
        let keys = try ServiceKeys(folder: "\(folder)/keys", mayMake: false)
        let desk = ServiceRootDesk(
            folder: folder, certification: KeyCertification(keys: keys.publicKeys, lifetimes: lifetimes),
            now: clock.now())
        let renewed = try desk.renewed(held, by: RootSigners(root: held.root, signers: signers), all: true)
        try CertifiedKeyFile.made(inFolder: folder).write(renewed)
        // Root renews for the user who runs the back end, to whom the folder belongs.
        try FileOwner.give("\(folder)/keys", toOwnerOf: folder)
        return renewed
    }
}
