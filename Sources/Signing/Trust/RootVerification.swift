import DutyModel
import Exchanges

extension FormVerifier {
    /// Throws `signature_bad`, naming what was signed, unless two keys of the root signed the form.
    public func require(
        _ signatures: [RootSignature], over form: CanonicalForm, by root: ServiceRoot, on subject: String
    ) throws(DutyFailure) {
        // A list from outside may be long; more than one signature a key proves no more.
        let few = signatures.prefix(ServiceRoot.keyCount)
        let signers = Set(
            few.filter { root.keys.contains($0.key) && isValid($0.signature, over: form, by: $0.key) }.map(\.key))
        guard signers.count >= ServiceRoot.threshold else {
            throw DutyFailure(.signatureBad, "The service root has not signed the \(subject).")
        }
    }

    /// Throws `signature_bad` unless this root signed the certificate.
    public func require(_ certificate: ServiceKeyCertificate, by root: ServiceRoot) throws(DutyFailure) {
        try require(
            certificate.signatures, over: certificate.signedForm(under: root), by: root,
            on: "\(certificate.purpose.rawValue) key")
    }

    /// The root to which these successions lead from `root` on; the same where none is newer.
    ///
    /// Throws `signature_bad` for a successor that the root before did not sign, and for one that leaves a generation
    /// out.
    public func newest(
        from root: ServiceRoot, by successions: some Sequence<RootSuccession>
    ) throws(DutyFailure) -> ServiceRoot {
        var newest = root
        for succession in successions where succession.next.generation > newest.generation {
            guard succession.next.generation - newest.generation == 1 else {
                throw DutyFailure(
                    .signatureBad,
                    "A service root is missing between the known one, of generation \(newest.generation), and that of "
                        + "generation \(succession.next.generation).",
                    remedy:
                        "Call the operator of the back end: its file keys/service-keys.json must name every root since."
                )
            }
            try require(
                succession.signatures, over: RootSuccession.signedForm(from: newest, to: succession.next), by: newest,
                on: "next service root")
            newest = succession.next
        }
        return newest
    }
}
