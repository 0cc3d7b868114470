import DeviceSimulation
import DutyModel
import Exchanges
import SecurityDevice
import Signing

/// The keys of a trial: hashes in place of signatures, or real Ed25519 keys.
package enum TrialKeys: Sendable {
    /// `TestSigner`, which is quick and worth nothing anywhere else.
    case test
    /// Real signatures.
    case ed25519

    /// The key of this name.
    func signer(_ name: String) -> any FormSigner {
        guard case .ed25519 = self else { return TestSigner(name: name) }
        var seed = Array(name.utf8.prefix(32))
        while seed.count < 32 { seed.append(0) }
        return Ed25519Signer(seed: seed) ?? TestSigner(name: name)
    }

    var verifier: any FormVerifier {
        switch self {
        case .test: TestVerifier()
        case .ed25519: Ed25519Verifier()
        }
    }
}

/// The keys of one device, made from its serial and life.
struct TrialKeyring: DeviceKeyring {
    let keys: TrialKeys
    let serial: UInt32

    func key(life: UInt8) throws(DutyFailure) -> (any FormSigner)? { keys.signer("psd \(serial) life \(life)") }
    func makeKey(life: UInt8) throws(DutyFailure) -> any FormSigner { keys.signer("psd \(serial) life \(life)") }
    /// The device's own note that the key is gone is what counts here.
    func destroyKey(life: UInt8) throws(DutyFailure) {}
}

/// A verifier with a planted bug: takes forms of this context as signed.
struct CredulousVerifier: FormVerifier {
    let inner: any FormVerifier
    let believed: [SigningContext]

    func isValid(_ signature: SignatureBytes, over form: CanonicalForm, by key: PublicKeyBytes) -> Bool {
        for context in believed where form.bytes.starts(with: CanonicalForm(context: context).bytes) { return true }
        return inner.isValid(signature, over: form, by: key)
    }
}
