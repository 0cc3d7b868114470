import Crypto
import DutyModel
import Foundation
import LocalSystem
import NIOSSL
import X509

/// One part's own key and certificate, and the one certificate it accepts at the other end.
public struct LinkIdentity: Sendable {
    /// SHA-256 of this part's certificate in DER.
    public let ownFingerprint: ContentHash
    /// SHA-256 of the only certificate that the other end may show, in DER.
    public let peerFingerprint: ContentHash
    let certificate: NIOSSLCertificate
    let key: NIOSSLPrivateKey

    /// Reads the identity that `LinkPairing` left in a part's folder.
    ///
    /// - Throws: `key_missing`, `key_exposed`, `data_malformed`, `file_unreadable`.
    public init(folder: String) throws(DutyFailure) {
        let keyBytes = try PrivateFile.read("\(folder)/\(LinkFiles.key)", limitBytes: LinkFiles.limitBytes)
        certificate = try Self.certificate("\(folder)/\(LinkFiles.certificate)")
        do {
            key = try NIOSSLPrivateKey(bytes: keyBytes, format: .pem)
        } catch {
            throw DutyFailure(.dataMalformed, "The file \(folder)/\(LinkFiles.key) does not hold a private key.")
        }
        guard Self.isKey(keyBytes, ofCertificate: certificate) else {
            throw DutyFailure(
                .dataMalformed,
                "The file \(folder)/\(LinkFiles.key) does not hold the key of the certificate beside it.")
        }
        ownFingerprint = try Self.fingerprint(certificate)
        peerFingerprint = try Self.fingerprint(try Self.certificate("\(folder)/\(LinkFiles.peer)"))
    }

    /// Whether this chain begins with the pinned certificate. Who shows it has proved, in the handshake, to hold its
    /// key; names, dates and issuers mean nothing here.
    func accepts(_ chain: [NIOSSLCertificate]) -> Bool {
        guard let leaf = chain.first, let shown = try? Self.fingerprint(leaf) else { return false }
        return shown == peerFingerprint
    }

    private static func isKey(_ pem: [UInt8], ofCertificate certificate: NIOSSLCertificate) -> Bool {
        guard let key = try? P256.Signing.PrivateKey(pemRepresentation: String(decoding: pem, as: UTF8.self)),
            let der = try? certificate.toDERBytes(), let read = try? Certificate(derEncoded: der)
        else { return false }
        return read.publicKey == Certificate.PublicKey(key.publicKey)
    }

    private static func certificate(_ path: String) throws(DutyFailure) -> NIOSSLCertificate {
        let bytes = try PrivateFile.read(path, limitBytes: LinkFiles.limitBytes)
        do {
            return try NIOSSLCertificate(bytes: bytes, format: .pem)
        } catch {
            throw DutyFailure(.dataMalformed, "The file \(path) does not hold a certificate.")
        }
    }

    private static func fingerprint(_ certificate: NIOSSLCertificate) throws(DutyFailure) -> ContentHash {
        do {
            return ContentHash(unchecked: Array(SHA256.hash(data: try certificate.toDERBytes())))
        } catch {
            throw DutyFailure(.dataMalformed, "A certificate of the link cannot be read.")
        }
    }
}

/// The files of one part's identity, inside its own folder.
enum LinkFiles {
    static let key = "link-key.pem"
    static let certificate = "link-certificate.pem"
    static let peer = "link-peer.pem"
    /// Far above what a P-256 key or certificate needs.
    static let limitBytes = 16_384
}
