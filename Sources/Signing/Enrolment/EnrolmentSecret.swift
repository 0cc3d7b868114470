import Crypto
import DutyModel
import Exchanges
import Foundation

/// What both ends of an enrolment make of the code: all that a back end keeps of it, and the root of the keys of the MACs.
///
/// The code can't be found from it. Whoever reads it while the code lives can enrol in the code's place, so it is kept
/// where the books are.
public struct EnrolmentSecret: Hashable, Sendable {
    /// As it is kept.
    public let kept: ContentHash

    /// Which end makes a MAC. Each has a key of its own, so that none can be sent back to where it came from.
    public enum Party: String, Sendable, CaseIterable {
        /// The machine that enrols.
        case machine = "dutymark.enrolment.machine.v1"
        /// The back end.
        case service = "dutymark.enrolment.service.v1"
    }

    /// The secret of a code.
    public init(_ code: EnrolmentCode) {
        let number = withUnsafeBytes(of: code.invitation.bigEndian) { Array($0) }
        kept = Self.derived(from: code.secret, salt: number, "dutymark.enrolment.code.v1")
    }

    /// The secret as it was kept.
    public init(kept: ContentHash) { self.kept = kept }

    /// HMAC-SHA256 of this party over a form.
    public func mac(by party: Party, over form: CanonicalForm) -> ContentHash {
        ContentHash(unchecked: Array(HMAC<SHA256>.authenticationCode(for: form.bytes, using: key(of: party))))
    }

    /// Whether a MAC is this party's over a form; takes the same time for each wrong one.
    public func isValid(_ mac: ContentHash, by party: Party, over form: CanonicalForm) -> Bool {
        HMAC<SHA256>.isValidAuthenticationCode(mac.bytes, authenticating: form.bytes, using: key(of: party))
    }

    private func key(of party: Party) -> SymmetricKey {
        SymmetricKey(data: Self.derived(from: kept.bytes, salt: [], party.rawValue).bytes)
    }

    private static func derived(from bytes: [UInt8], salt: [UInt8], _ context: String) -> ContentHash {
        let key = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: bytes), salt: salt, info: Array(context.utf8),
            outputByteCount: ContentHash.length)
        return ContentHash(unchecked: key.withUnsafeBytes { Array($0) })
    }
}
