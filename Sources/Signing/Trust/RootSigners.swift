import DutyModel
import Exchanges

/// Private halves of a service root, as many as are at hand.
public struct RootSigners: Sendable {
    /// The root.
    public let root: ServiceRoot
    private let signers: [any FormSigner]

    /// The root with those of `signers` that are keys of it.
    public init(root: ServiceRoot, signers: [any FormSigner]) {
        self.root = root
        // One key that is found in two places signs once.
        self.signers = root.keys.compactMap { key in signers.first { $0.publicKey == key } }
    }

    /// How many of the root's private halves are at hand.
    public var count: Int { signers.count }

    /// The certificate of a service's key under this root.
    ///
    /// Throws `key_missing` where fewer than two keys of the root are at hand.
    public func certify(
        _ key: PublicKeyBytes, for purpose: ServiceKeyPurpose, number: UInt64, from: Timestamp, until: Timestamp
    ) throws(DutyFailure) -> ServiceKeyCertificate {
        let draft = ServiceKeyCertificate(
            purpose: purpose, key: key, number: number, validFrom: from, validUntil: until,
            rootGeneration: root.generation, signatures: [])
        return draft.signed(try sign(draft.signedForm(under: root)))
    }

    /// The word of this root that `next` follows it.
    ///
    /// Throws `key_missing` where fewer than two keys of the root are at hand.
    public func succeed(by next: ServiceRoot) throws(DutyFailure) -> RootSuccession {
        RootSuccession(next: next, signatures: try sign(RootSuccession.signedForm(from: root, to: next)))
    }

    /// Throws `key_missing` where fewer than two keys of the root are at hand.
    public func requireEnough() throws(DutyFailure) {
        guard signers.count >= ServiceRoot.threshold else {
            throw DutyFailure(
                .keyMissing, "Found \(signers.count) of the service root's three keys; two have to sign.",
                remedy: "Bring the folders that hold keys of the root to this computer, and name them with --root.")
        }
    }

    private func sign(_ form: CanonicalForm) throws(DutyFailure) -> [RootSignature] {
        try requireEnough()
        return try signers.prefix(ServiceRoot.threshold).map { (signer) throws(DutyFailure) in
            RootSignature(key: signer.publicKey, signature: try signer.sign(form))
        }
    }
}
