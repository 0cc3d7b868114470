import DutyModel
import Exchanges
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
        try changeKeys(inFolder: folder, rootIn: folders, lifetimes: lifetimes, at: clock.now()) {
            (desk, held, signers) throws(DutyFailure) in
            try desk.requireCertified(in: held, after: EarlierKeyFile.made(inFolder: folder).read())
            let renewed = try desk.renewed(held, by: signers, all: true)
            try CertifiedKeyFile.made(inFolder: folder).write(renewed)
            return renewed
        }
    }

    /// Makes a new key for a service of a back end that doesn't run, certified by two private halves of the root, in the
    /// place of the one before, whose private half is destroyed. Durable when this returns; cut short at any step it leaves
    /// the old key, or what the next opening brings to its end.
    ///
    /// Throws what `renewCertificates` throws.
    public static func succeedKey(
        for purpose: ServiceKeyPurpose, inFolder folder: String, rootIn folders: [String],
        lifetimes: CertificateLifetimes = CertificateLifetimes(), clock: any WallClock = SystemWallClock()
    ) throws(DutyFailure) -> CertifiedServiceKeys {
        let now = clock.now()
        return try changeKeys(inFolder: folder, rootIn: folders, lifetimes: lifetimes, at: now) {
            (desk, held, signers) throws(DutyFailure) in
            guard let old = held.certificate(for: purpose) else {
                throw DutyFailure(.keyMissing, "The \(purpose.rawValue) key was never certified.")
            }
            let next = Ed25519Signer()
            let certificates = try desk.certification.succeeded(
                purpose, by: next.publicKey, held: held.certificates, by: signers, at: now)
            let keys = CertifiedServiceKeys(root: held.root, successions: held.successions, certificates: certificates)
            try KeySuccession.run(next, certified: keys, inFolder: folder, for: purpose, instead: old, at: now)
            return keys
        }
    }

    /// Makes the root that follows the present one, with its private halves in `place`, and certifies all service keys under it;
    /// two private halves of the present one sign that. Durable when this returns; cut short it leaves the present root,
    /// and the same call again takes up the keys that it made.
    ///
    /// Throws what `renewCertificates` throws, and `value_malformed` for a place that holds keys of the present root, and where
    /// roots were followed too often.
    public static func succeedRoot(
        by place: String, inFolder folder: String, rootIn folders: [String],
        lifetimes: CertificateLifetimes = CertificateLifetimes(), clock: any WallClock = SystemWallClock()
    ) throws(DutyFailure) -> CertifiedServiceKeys {
        try changeKeys(inFolder: folder, rootIn: folders, lifetimes: lifetimes, at: clock.now()) {
            (desk, held, signers) throws(DutyFailure) in
            guard held.successions.count < CertifiedServiceKeys.successionsMaximum else {
                throw DutyFailure(.valueMalformed, "The service root was followed too often.")
            }
            try signers.requireEnough()
            try desk.requireCertified(in: held, after: EarlierKeyFile.made(inFolder: folder).read())
            let (next, halves) = try RootFolder(place).make(after: held.root)
            let keys = CertifiedServiceKeys(
                root: next, successions: held.successions + [try signers.succeed(by: next)],
                certificates: try desk.certification.renewed(
                    held.certificates, by: RootSigners(root: next, signers: halves), at: desk.now, all: true))
            let file = EarlierKeyFile.made(inFolder: folder)
            var earlier = try file.read()
            earlier.add(held.root)
            try file.write(earlier)
            try CertifiedKeyFile.made(inFolder: folder).write(keys)
            return keys
        }
    }

    /// Changes root or certificates of a back end that doesn't run, whose user owns what is written.
    private static func changeKeys(
        inFolder folder: String, rootIn folders: [String], lifetimes: CertificateLifetimes, at now: Timestamp,
        _ change: (ServiceRootDesk, CertifiedServiceKeys, RootSigners) throws(DutyFailure) -> CertifiedServiceKeys
    ) throws(DutyFailure) -> CertifiedServiceKeys {
        let lock = try FolderLock(folder: folder)
        defer { withExtendedLifetime(lock) {} }
        try KeySuccession.finish(inFolder: folder)
        let held = try rootReport(inFolder: folder).keys
        var signers = try RootFolder.made(inFolder: folder).signers()
        for other in folders { signers += try RootFolder(other).signers() }
        var keys: [ServiceKeyPurpose: PublicKeyBytes] = [:]
        for purpose in ServiceKeyPurpose.allCases {
            keys[purpose] = try ServiceKeys.publicKey(purpose, in: "\(folder)/keys")
        }
        let desk = ServiceRootDesk(
            folder: folder, certification: KeyCertification(keys: keys, lifetimes: lifetimes), now: now)
        let changed = try change(desk, held, RootSigners(root: held.root, signers: signers))
        // Root changes keys for the user who runs the back end, to whom the folder belongs.
        try FileOwner.give("\(folder)/keys", toOwnerOf: folder)
        return changed
    }
}
