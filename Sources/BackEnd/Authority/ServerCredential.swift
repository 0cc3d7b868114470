import Crypto
import DutyModel
import Foundation
import LocalSystem
import X509

/// What a listener shows to its clients.
public struct ServerCredential: Sendable {
    /// The server's certificate in PEM, and what leads from it to the root; the root is what clients hold already.
    public let certificatePEM: String
    /// The server's private key in PEM.
    public let privateKeyPEM: String
    /// The last moment of the server's certificate.
    public let expiresAt: Timestamp

    init(certificatePEM: String, privateKeyPEM: String, expiresAt: Timestamp) {
        self.certificatePEM = certificatePEM
        self.privateKeyPEM = privateKeyPEM
        self.expiresAt = expiresAt
    }

    /// What stands in two files: certificate and chain in PEM, and the key, which nobody else may be able to read.
    ///
    /// - Throws: `key_missing`, `key_exposed`, `file_unreadable`, `data_malformed`.
    public init(certificateFile: String, keyFile: String) throws(DutyFailure) {
        let limit = CertificateAuthority.fileLimitBytes
        let certificates = try CertificateText.certificates(file: certificateFile, limitBytes: limit)
        guard let own = certificates.first else {
            throw DutyFailure(.dataMalformed, "\(certificateFile) does not hold a certificate.")
        }
        var text = ""
        for certificate in certificates { text += try CertificateText.pem(certificate) + "\n" }
        certificatePEM = text
        expiresAt = Timestamp(own.notValidAfter)
        privateKeyPEM = String(decoding: try PrivateFile.read(keyFile, limitBytes: limit), as: UTF8.self)
    }
}

extension CertificateAuthority {
    /// The credential of a listener, kept in two files of the folder.
    ///
    /// A certificate that is near its end, damaged, of another authority, or for other hosts is replaced; so is a key
    /// that is damaged. Clients know the authority alone, so neither is missed.
    func serverCredential(listener: String, hosts: [String], folder: String) throws(DutyFailure) -> ServerCredential {
        try PrivateFolder.make(folder)
        let keyPath = "\(folder)/\(listener)-key.pem"
        let certificatePath = "\(folder)/\(listener).pem"
        let key: P256.Signing.PrivateKey
        if let held = try PrivateFile.readIfPresent(keyPath, limitBytes: Self.fileLimitBytes),
            let whole = try? CertificateText.privateKey(held, path: keyPath)
        {
            key = whole
        } else {
            key = P256.Signing.PrivateKey()
            try PrivateFile.write(Array(key.pemRepresentation.utf8), to: keyPath)
        }
        if let held = try PrivateFile.readIfPresent(certificatePath, limitBytes: Self.fileLimitBytes),
            let whole = try? CertificateText.certificate(held, path: certificatePath),
            isStillGood(whole, hosts: hosts, key: key.publicKey)
        {
            return ServerCredential(
                certificatePEM: String(decoding: held, as: UTF8.self) + "\n" + chainPEM,
                privateKeyPEM: key.pemRepresentation, expiresAt: Timestamp(whole.notValidAfter))
        }
        let issued = try issueServerCertificate(hosts: hosts, publicKey: key.publicKey)
        try PrivateFile.write(Array(issued.pem.utf8), to: certificatePath)
        return ServerCredential(
            certificatePEM: issued.pem + "\n" + chainPEM, privateKeyPEM: key.pemRepresentation,
            expiresAt: issued.expiresAt)
    }

    private func isStillGood(_ certificate: Certificate, hosts: [String], key: P256.Signing.PublicKey) -> Bool {
        let renewal = clock.now().advanced(byDays: lifetimes.serverRenewalDays)
        guard let names = try? certificate.extensions.subjectAlternativeNames else { return false }
        let held = names.compactMap { name -> [UInt8]? in
            switch name {
            case .dnsName(let host): Array(host.utf8)
            case .ipAddress(let address): Array(address.bytes)
            default: nil
            }
        }
        return certificate.publicKey == Certificate.PublicKey(key)
            && root.publicKey.isValidSignature(certificate.signature, for: certificate)
            && certificate.notValidAfter > renewal.date && certificate.notValidBefore <= clock.now().date
            && held == hosts.map { HostAddress.bytes($0) ?? Array($0.utf8) }
    }
}
