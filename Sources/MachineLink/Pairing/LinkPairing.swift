import Crypto
import DutyModel
import Foundation
import LocalSystem
import SwiftASN1
import X509

/// Makes base and tablet known to each other.
public enum LinkPairing {
    /// Gives both parts an identity of their own and the other's certificate, unless they are paired already with each
    /// other.
    ///
    /// Each key is written into its own part's folder only, with mode 0600; the folders get mode 0700. A pairing that
    /// was interrupted is made anew. When this returns, everything is on the disk.
    ///
    /// - Parameter now: the certificates' first day; nothing judges them by their dates.
    /// - Throws: `data_read_only`, `data_full`, `file_unwritable`, `internal_error`.
    public static func make(baseFolder: String, tabletFolder: String, now: Timestamp) throws(DutyFailure) {
        let folders = [baseFolder, tabletFolder]
        if let base = try? LinkIdentity(folder: baseFolder), let tablet = try? LinkIdentity(folder: tabletFolder),
            base.peerFingerprint == tablet.ownFingerprint, tablet.peerFingerprint == base.ownFingerprint
        {
            return
        }
        let base = try part(named: "Dutymark base", now: now)
        let tablet = try part(named: "Dutymark tablet", now: now)
        for folder in folders { try PrivateFolder.make(folder) }
        try store(base, peer: tablet, in: baseFolder)
        try store(tablet, peer: base, in: tabletFolder)
    }

    private struct Part {
        let keyPEM: String
        let certificatePEM: String
    }

    private static func part(named name: String, now: Timestamp) throws(DutyFailure) -> Part {
        do {
            let key = P256.Signing.PrivateKey()
            let subject = try DistinguishedName { CommonName(name) }
            let firstDay = Date(timeIntervalSince1970: TimeInterval(now.seconds))
            let certificate = try Certificate(
                version: .v3, serialNumber: .init(), publicKey: .init(key.publicKey),
                notValidBefore: firstDay, notValidAfter: firstDay.addingTimeInterval(30 * 365 * 86_400),
                issuer: subject, subject: subject, signatureAlgorithm: .ecdsaWithSHA256,
                extensions: .init(), issuerPrivateKey: .init(key))
            return Part(keyPEM: key.pemRepresentation, certificatePEM: try certificate.serializeAsPEM().pemString)
        } catch {
            throw DutyFailure(.internalError, "A link certificate could not be made: \(ErrorWords.of(error)).")
        }
    }

    private static func store(_ part: Part, peer: Part, in folder: String) throws(DutyFailure) {
        let contents = [
            (LinkFiles.key, part.keyPEM), (LinkFiles.certificate, part.certificatePEM),
            (LinkFiles.peer, peer.certificatePEM),
        ]
        for (name, text) in contents {
            try AtomicFile.write(Array((text + "\n").utf8), to: "\(folder)/\(name)", mode: 0o600)
        }
    }
}
