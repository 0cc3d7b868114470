import Crypto
import DutyModel
import Foundation
import LocalSystem
import X509

/// What a listener shows to its clients.
public struct ServerCredential: Sendable {
    /// The server's certificate in PEM; the authority's root is what clients hold already.
    public let certificatePEM: String
    /// The server's private key in PEM.
    public let privateKeyPEM: String
}

extension CertificateAuthority {
    /// The credential of a service, kept in two files of the folder.
    ///
    /// A certificate that is near its end, of another authority, or for other hosts is replaced; the key stays.
    func serverCredential(
        service: ServiceName, hosts: [String], folder: String
    ) throws(DutyFailure) -> ServerCredential {
        try PrivateFolder.make(folder)
        let keyPath = "\(folder)/\(service.rawValue)-key.pem"
        let certificatePath = "\(folder)/\(service.rawValue).pem"
        let key: P256.Signing.PrivateKey
        if let held = try PrivateFile.readIfPresent(keyPath, limitBytes: Self.fileLimitBytes) {
            key = try CertificateText.privateKey(held, path: keyPath)
        } else {
            key = P256.Signing.PrivateKey()
            try PrivateFile.write(Array(key.pemRepresentation.utf8), to: keyPath)
        }
        if let held = try PrivateFile.readIfPresent(certificatePath, limitBytes: Self.fileLimitBytes),
            isStillGood(try CertificateText.certificate(held, path: certificatePath), hosts: hosts, key: key.publicKey)
        {
            return ServerCredential(
                certificatePEM: String(decoding: held, as: UTF8.self), privateKeyPEM: key.pemRepresentation)
        }
        let issued = try issueServerCertificate(hosts: hosts, publicKey: key.publicKey)
        try PrivateFile.write(Array(issued.pem.utf8), to: certificatePath)
        return ServerCredential(certificatePEM: issued.pem, privateKeyPEM: key.pemRepresentation)
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
