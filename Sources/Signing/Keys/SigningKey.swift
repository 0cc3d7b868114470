import Crypto
import DutyModel
import Exchanges
import Foundation

/// Makes signatures; the private key stays behind it (a file now, a PKCS#11 token fits as well).
public protocol FormSigner: Sendable {
    /// The public half.
    var publicKey: PublicKeyBytes { get }
    /// A signature over the form; throws `value_malformed` for one that had to cut a value.
    func sign(_ form: CanonicalForm) throws(DutyFailure) -> SignatureBytes
}

/// Checks signatures.
public protocol FormVerifier: Sendable {
    /// Whether this key made this signature over this form; false for a form that had to cut a value.
    func isValid(_ signature: SignatureBytes, over form: CanonicalForm, by key: PublicKeyBytes) -> Bool
}

extension FormVerifier {
    /// Throws `signature_bad`, naming what was signed, unless the signature is good.
    public func require(
        _ signature: SignatureBytes, over form: CanonicalForm, by key: PublicKeyBytes, on subject: String
    ) throws(DutyFailure) {
        guard isValid(signature, over: form, by: key) else {
            throw DutyFailure(.signatureBad, "The signature on the \(subject) is not good.")
        }
    }
}

extension FormVerifier {
    /// Throws `signature_bad`, naming what was signed, unless the value's own signature is good.
    package func require(_ value: some SelfSigned, by key: PublicKeyBytes, on subject: String) throws(DutyFailure) {
        try require(value.signature, over: value.signedForm, by: key, on: subject)
    }
}

extension SelfSigned {
    /// The value with this signer's signature.
    package func signed(by signer: any FormSigner) throws(DutyFailure) -> Self { try signed(signer.sign) }
}

/// An Ed25519 private key in memory (RFC 8032).
public struct Ed25519Signer: FormSigner {
    private let key: Curve25519.Signing.PrivateKey
    /// As `FormSigner` says.
    public let publicKey: PublicKeyBytes

    /// A new key from the system's randomness.
    public init() { self.init(Curve25519.Signing.PrivateKey()) }

    /// The key with this 32-byte seed, or nil where the number of bytes is wrong.
    public init?(seed: some Collection<UInt8>) {
        guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: Data(seed)) else { return nil }
        self.init(key)
    }

    private init(_ key: Curve25519.Signing.PrivateKey) {
        self.key = key
        publicKey = PublicKeyBytes(unchecked: Array(key.publicKey.rawRepresentation))
    }

    /// The 32 bytes to keep; for a key store alone.
    public var seed: [UInt8] { Array(key.rawRepresentation) }

    /// As `FormSigner` says.
    public func sign(_ form: CanonicalForm) throws(DutyFailure) -> SignatureBytes {
        try form.requireWhole()
        do {
            return SignatureBytes(unchecked: Array(try key.signature(for: form.bytes)))
        } catch {
            throw DutyFailure(.internalError, "A signature could not be made: \(ErrorWords.of(error)).")
        }
    }
}

/// Checks Ed25519 signatures (RFC 8032). No signature by a key of small order is good.
public struct Ed25519Verifier: FormVerifier {
    /// A verifier; it holds nothing.
    public init() {}

    /// As `FormVerifier` says.
    public func isValid(_ signature: SignatureBytes, over form: CanonicalForm, by key: PublicKeyBytes) -> Bool {
        guard form.isWhole, !key.isOfSmallOrder,
            let key = try? Curve25519.Signing.PublicKey(rawRepresentation: key.bytes)
        else {
            return false
        }
        return key.isValidSignature(signature.bytes, for: form.bytes)
    }
}

extension ContentHash {
    /// SHA-256 of these bytes.
    public init(sha256 bytes: some DataProtocol) { self.init(unchecked: Array(SHA256.hash(data: bytes))) }
}
