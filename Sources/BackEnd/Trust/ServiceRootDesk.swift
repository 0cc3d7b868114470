import DutyModel
import Exchanges
import Signing

/// Settles which keys a back end shows its devices: its root, made once, and certificates that are renewed in time.
struct ServiceRootDesk {
    /// The back end's folder.
    let folder: String
    let certification: KeyCertification
    let now: Timestamp

    /// What the back end shows from now on; durable when this returns.
    ///
    /// A root is made where there may never have been one: in a new back end, and in one of a version that knew none.
    /// Throws `data_missing` where one was made before and is gone, and `data_foreign` where another lies in its place.
    func settle(
        known: ContentHash?, after earlier: EarlierServiceKeys = EarlierServiceKeys()
    ) throws(DutyFailure) -> CertifiedServiceKeys {
        let file = CertifiedKeyFile.made(inFolder: folder)
        var keys: CertifiedServiceKeys
        if let held = try file.read() {
            guard known.map({ earlier.leads(from: $0, to: held) }) ?? true else {
                throw DutyFailure(.dataForeign, "\(file.path) names another service root than this back end's.")
            }
            try requireCertified(in: held, after: earlier)
            keys = held
        } else {
            guard known == nil else { throw DutyFailure(.dataMissing, "\(file.path) is missing.") }
            keys = CertifiedServiceKeys(root: try RootFolder.made(inFolder: folder).make(), certificates: [])
        }
        guard !certification.due(in: keys.certificates, at: now).isEmpty else { return keys }
        do throws(DutyFailure) {
            let signers = RootSigners(root: keys.root, signers: try RootFolder.made(inFolder: folder).signers())
            keys = try renewed(keys, by: signers)
        } catch {
            // The root was taken to other places, or what is left of it can't be read. Its holders renew with “dutymark
            // backend root --renew”; meanwhile each key is certified as long as its certificate says.
            guard certification.isInForce(keys.certificates, at: now) else { throw error }
            return keys
        }
        try file.write(keys)
        return keys
    }

    /// Throws `data_foreign` for a key that is not the one which was certified: an older one, or another back end's, is
    /// never certified in its place. Where the file of certificates is an older copy, its key is among the earlier ones.
    func requireCertified(in held: CertifiedServiceKeys, after earlier: EarlierServiceKeys) throws(DutyFailure) {
        for purpose in ServiceKeyPurpose.allCases {
            guard let certified = held.certificate(for: purpose)?.key, let key = certification.keys[purpose],
                key != certified
            else { continue }
            guard !earlier.holds(certified, for: purpose) || earlier.holds(key, for: purpose) else { continue }
            throw DutyFailure(
                .dataForeign,
                "\(folder)/keys/\(purpose.rawValue).key is not the key that the service root certified.")
        }
    }

    /// The same keys with the certificates that are due, or all, made anew by these signers.
    func renewed(
        _ keys: CertifiedServiceKeys, by signers: RootSigners, all: Bool = false
    ) throws(DutyFailure) -> CertifiedServiceKeys {
        CertifiedServiceKeys(
            root: keys.root, successions: keys.successions,
            certificates: try certification.renewed(keys.certificates, by: signers, at: now, all: all))
    }
}
