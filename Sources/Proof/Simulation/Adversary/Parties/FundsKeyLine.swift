import DutyModel
import Exchanges
import Signing
import Synchronization

/// The keys with which the funds service of a trial signed so far, the present one last.
final class FundsKeyLine: Sendable {
    private let line: Mutex<[SealedKey]>

    init(_ first: SealedKey) { line = Mutex([first]) }

    /// The present key.
    var present: SealedKey { line.withLock { $0[$0.endIndex - 1] } }

    /// The keys that others followed; their private halves are gone.
    var followed: [SealedKey] { line.withLock { $0.dropLast() } }

    func follow(by next: SealedKey) { line.withLock { $0.append(next) } }

    /// Whether a key of the line really signed this: the one that a device obeys, or any where it knows none.
    func didSign(_ signature: SignatureBytes, over form: CanonicalForm, obeyed: PublicKeyBytes?) -> Bool {
        line.withLock { line in
            line.contains { (obeyed ?? $0.publicKey) == $0.publicKey && $0.book.holds(signature, over: form) }
        }
    }
}

/// A planted bug: what a followed key signed counts as if the present one had.
struct FollowedKeyVerifier: FormVerifier {
    let inner: any FormVerifier
    let line: FundsKeyLine

    func isValid(_ signature: SignatureBytes, over form: CanonicalForm, by key: PublicKeyBytes) -> Bool {
        inner.isValid(signature, over: form, by: key)
            || line.present.publicKey == key
                && line.followed.contains { inner.isValid(signature, over: form, by: $0.publicKey) }
    }
}
