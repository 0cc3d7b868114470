import DeviceSimulation
import DutyModel
import Exchanges
import SecurityDevice
import Signing
import Synchronization

/// A private key of which the trial knows every signature that it made.
///
/// Its secret is in no value that an adversary is given, so whoever holds a signature of it got that from its owner.
struct SealedKey: FormSigner {
    /// The 32 bytes that may never leave their owner.
    let secret: [UInt8]
    let publicKey: PublicKeyBytes
    /// What it signed.
    let book = SignatureBook()
    private let real: Ed25519Signer?

    /// A key of this secret: a keyed hash, or a real Ed25519 key.
    init(secret: [UInt8], keys: TrialKeys) {
        self.secret = secret
        if case .ed25519 = keys { real = Ed25519Signer(seed: secret) } else { real = nil }
        publicKey = real?.publicKey ?? PublicKeyBytes(unchecked: ContentHash(sha256: secret).bytes)
    }

    func sign(_ form: CanonicalForm) throws(DutyFailure) -> SignatureBytes {
        try form.requireWhole()
        let signature = try real?.sign(form) ?? Self.hash(of: form, by: secret)
        book.note(form, signature)
        return signature
    }

    static func hash(of form: CanonicalForm, by secret: [UInt8]) -> SignatureBytes {
        let hash = ContentHash(sha256: secret + form.bytes)
        return SignatureBytes(unchecked: hash.bytes + hash.bytes)
    }
}

/// What a key signed, all of it and since it was last looked at.
final class SignatureBook: Sendable {
    private struct Contents {
        var all: [SignatureBytes: CanonicalForm] = [:]
        var newest: [CanonicalForm] = []
    }

    private let contents = Mutex(Contents())

    func note(_ form: CanonicalForm, _ signature: SignatureBytes) {
        contents.withLock {
            $0.all[signature] = form
            $0.newest.append(form)
        }
    }

    /// Whether the key really signed this form with this signature.
    func holds(_ signature: SignatureBytes, over form: CanonicalForm) -> Bool {
        contents.withLock { $0.all[signature] == form }
    }

    /// The forms signed since the last call, in order.
    func takeNewest() -> [CanonicalForm] {
        contents.withLock { contents in
            defer { contents.newest = [] }
            return contents.newest
        }
    }
}

/// Makes the keys of a trial, and verifies what they signed.
final class KeyVault: Sendable {
    private struct Contents {
        var random: SeededRandom
        var secrets: [PublicKeyBytes: [UInt8]] = [:]
    }

    let keys: TrialKeys
    private let contents: Mutex<Contents>

    init(seed: UInt64, keys: TrialKeys) {
        self.keys = keys
        contents = Mutex(Contents(random: SeededRandom(seed: seed &+ 0xC0DE)))
    }

    func makeKey() -> SealedKey {
        contents.withLock { contents in
            let key = SealedKey(secret: contents.random.bytes(32), keys: keys)
            contents.secrets[key.publicKey] = key.secret
            return key
        }
    }

    fileprivate func secret(of key: PublicKeyBytes) -> [UInt8]? { contents.withLock { $0.secrets[key] } }

    var verifier: any FormVerifier {
        switch keys {
        case .test: VaultVerifier(vault: self)
        case .ed25519: Ed25519Verifier()
        }
    }
}

/// Checks keyed hashes by the secrets in the vault.
private struct VaultVerifier: FormVerifier {
    let vault: KeyVault

    func isValid(_ signature: SignatureBytes, over form: CanonicalForm, by key: PublicKeyBytes) -> Bool {
        form.isWhole && vault.secret(of: key).map { SealedKey.hash(of: form, by: $0) == signature } ?? false
    }
}

/// Where the keys of one device lie: they outlast restarts and power cuts, and are gone once destroyed.
final class KeyCabinet: DeviceKeyring {
    private struct Contents {
        var keys: [UInt8: SealedKey] = [:]
        /// Every key that ever lay here.
        var made: [SealedKey] = []
    }

    private let vault: KeyVault
    private let contents = Mutex(Contents())

    init(vault: KeyVault) { self.vault = vault }

    func key(life: UInt8) throws(DutyFailure) -> (any FormSigner)? { sealedKey(life: life) }

    func makeKey(life: UInt8) throws(DutyFailure) -> any FormSigner {
        if let left = sealedKey(life: life) { return left }
        let key = vault.makeKey()
        contents.withLock {
            $0.keys[life] = key
            $0.made.append(key)
        }
        return key
    }

    func destroyKey(life: UInt8) throws(DutyFailure) { contents.withLock { $0.keys[life] = nil } }

    func sealedKey(life: UInt8) -> SealedKey? { contents.withLock { $0.keys[life] } }

    /// Every key that ever lay here.
    var made: [SealedKey] { contents.withLock { $0.made } }
}
