import DutyModel
import Exchanges
import Foundation
import LocalSystem
import Signing

/// A service key that was followed by another: what it signed in its time goes on counting.
public struct EarlierServiceKey: Hashable, Sendable, Codable {
    /// The last certificate that it had.
    public let certificate: ServiceKeyCertificate
    /// When another key took its place.
    public let followedAt: Timestamp

    /// A back end's clock may have been ahead, and put right before its key was followed; so much is passed over.
    static let clockToleranceSeconds: Int64 = 3_600

    /// Whether what this key signed, dated so, was signed in its time.
    func wasInForce(at time: Timestamp) -> Bool {
        certificate.validFrom <= time && time < certificate.validUntil
            && time <= followedAt.advanced(bySeconds: Self.clockToleranceSeconds)
    }
}

/// What came before the present keys of a back end: service keys and roots, public halves alone.
///
/// Signatures in the books, and those that devices bring, outlive the keys that made them; so does the name of the root in a
/// record beside the back end.
public struct EarlierServiceKeys: Hashable, Sendable, Codable {
    /// More than a back end has in its life; a file from outside may be long.
    static let keysMaximum = 256

    /// The keys, oldest first.
    public private(set) var keys: [EarlierServiceKey] = []
    /// The roots, oldest first.
    public private(set) var roots: [ServiceRoot] = []

    /// Nothing came before.
    public init() {}

    /// Adds the key of this certificate; one that a succession noted which was cut short then is noted anew.
    ///
    /// Throws `value_malformed` where too many were followed already.
    mutating func add(_ certificate: ServiceKeyCertificate, followedAt: Timestamp) throws(DutyFailure) {
        keys.removeAll { $0.certificate.purpose == certificate.purpose && $0.certificate.key == certificate.key }
        guard keys.count < Self.keysMaximum else {
            throw DutyFailure(.valueMalformed, "This back end's service keys were followed too often.")
        }
        keys.append(EarlierServiceKey(certificate: certificate, followedAt: followedAt))
    }

    /// Adds a root that is followed by another, once.
    mutating func add(_ root: ServiceRoot) { if !roots.contains(root) { roots.append(root) } }

    /// Whether this key served the purpose before.
    public func holds(_ key: PublicKeyBytes, for purpose: ServiceKeyPurpose) -> Bool {
        keys.contains { $0.certificate.purpose == purpose && $0.certificate.key == key }
    }

    /// Whether the root with this fingerprint is the present one, or was followed until the present one came.
    func leads(from fingerprint: ContentHash, to keys: CertifiedServiceKeys) -> Bool {
        guard fingerprint != keys.root.fingerprint else { return true }
        guard let old = roots.first(where: { $0.fingerprint == fingerprint }) else { return false }
        return (try? Ed25519Verifier().newest(from: old, by: keys.successions)) == keys.root
    }
}

/// The file in which a back end keeps them: `keys/earlier-keys.json`.
struct EarlierKeyFile {
    let path: String

    /// As long as a file of keys in a backup may be.
    static let mostBytes = 512 << 10

    /// The file of a back end's folder.
    static func made(inFolder folder: String) -> EarlierKeyFile { EarlierKeyFile(path: "\(folder)/keys/\(name)") }

    static let name = "earlier-keys.json"

    /// What the file says; nothing where there is none. Throws `data_malformed`.
    func read() throws(DutyFailure) -> EarlierServiceKeys {
        guard let bytes = try PrivateFile.readIfPresent(path, limitBytes: Self.mostBytes) else {
            return EarlierServiceKeys()
        }
        guard let earlier = try? JSONDecoder().decode(EarlierServiceKeys.self, from: Data(bytes)),
            earlier.keys.count <= EarlierServiceKeys.keysMaximum
        else { throw DutyFailure(.dataMalformed, "\(path) does not hold earlier keys of a service.") }
        return earlier
    }

    /// Durable when this returns.
    func write(_ earlier: EarlierServiceKeys) throws(DutyFailure) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        guard let json = try? encoder.encode(earlier), json.count < Self.mostBytes else {
            throw DutyFailure(.internalError, "The earlier keys could not be written as JSON.")
        }
        try PrivateFile.write(Array(json) + [0x0A], to: path)
    }
}
