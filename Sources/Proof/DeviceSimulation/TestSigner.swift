import DutyModel
import Exchanges
import Signing

/// Signs with a keyed hash whose key is public: good for simulations, worthless anywhere else.
///
/// It stands in for Ed25519 because ten thousand simulated lives make some millions of signatures. The "public
/// key" is the name with the key in it, so `TestVerifier` can check it.
public struct TestSigner: FormSigner {
    /// As `FormSigner` says.
    public let publicKey: PublicKeyBytes

    /// The signer of this name, such as "device" or "funds".
    public init(name: String) {
        let bytes = Array("test:\(name)".utf8.prefix(PublicKeyBytes.length))
        publicKey = PublicKeyBytes(unchecked: bytes + Array(repeating: 0, count: PublicKeyBytes.length - bytes.count))
    }

    /// As `FormSigner` says.
    public func sign(_ form: CanonicalForm) throws(DutyFailure) -> SignatureBytes {
        try form.requireWhole()
        return Self.signature(over: form, by: publicKey)
    }

    static func signature(over form: CanonicalForm, by key: PublicKeyBytes) -> SignatureBytes {
        let hash = ContentHash(sha256: key.bytes + form.bytes)
        return SignatureBytes(unchecked: hash.bytes + hash.bytes)
    }
}

/// Checks what `TestSigner` signed; for simulations alone.
public struct TestVerifier: FormVerifier {
    /// A verifier; it holds nothing.
    public init() {}

    /// As `FormVerifier` says.
    public func isValid(_ signature: SignatureBytes, over form: CanonicalForm, by key: PublicKeyBytes) -> Bool {
        form.isWhole && TestSigner.signature(over: form, by: key) == signature
    }
}
