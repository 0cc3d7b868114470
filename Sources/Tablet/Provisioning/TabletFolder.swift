import Crypto
import DutyModel
import Exchanges
import Foundation
import LocalSystem

/// Where the tablet keeps what is its own: the machine's TLS key and certificate, and what it was told at
/// enrolment. There is nothing of the security device in it.
public struct TabletFolder: Sendable {
    /// The folder's path.
    public let path: String

    /// The tablet's folder, made with mode 0700 where it is missing.
    public init(path: String) throws(DutyFailure) {
        try PrivateFolder.make(path)
        self.path = path
    }

    /// The folder of the link's key and certificates.
    public var link: String { path + "/link" }
    /// The outbox's database.
    public var outbox: String { path + "/outbox.sqlite" }
    /// The network settings, with their secrets.
    public var network: String { path + "/network.json" }
    /// The socket on which the machine takes commands.
    public var commandSocket: String { path + "/command.sock" }

    private var keyFile: String { path + "/machine-key.pem" }
    private var nextKeyFile: String { path + "/machine-key-next.pem" }
    private var enrolmentFile: String { path + "/enrolment.json" }

    /// The most bytes a file of this folder may have, the database aside.
    private static let limitBytes = 64 << 10

    /// The public half of the machine's TLS key (P-256, PEM), to be certified. A key that is missing or damaged is made
    /// anew: the back end knows the machine by whatever certificate it gives it.
    public func tlsPublicKeyPEM() throws(DutyFailure) -> String {
        if try FilePresence.isThere(keyFile),
            let key = try? P256.Signing.PrivateKey(pemRepresentation: try tlsKeyPEM())
        {
            return key.publicKey.pemRepresentation
        }
        return try makeKey(in: keyFile).publicKey.pemRepresentation
    }

    /// The same as a point without compression, as it stands in an enrolment's messages.
    public func tlsPublicKey() throws(DutyFailure) -> [UInt8] {
        guard let key = try? P256.Signing.PublicKey(pemRepresentation: try tlsPublicKeyPEM()) else {
            throw DutyFailure(.internalError, "The machine's own key has no public half.")
        }
        return Array(key.x963Representation)
    }

    /// The key that the machine's next certificate is for; made where there is none yet, or a damaged one. Durable on return.
    func nextKey() throws(DutyFailure) -> P256.Signing.PrivateKey {
        if let key = try heldNextKey() { return key }
        return try makeKey(in: nextKeyFile)
    }

    private func makeKey(in file: String) throws(DutyFailure) -> P256.Signing.PrivateKey {
        let key = P256.Signing.PrivateKey()
        try AtomicFile.write(Array((key.pemRepresentation + "\n").utf8), to: file, mode: 0o600)
        return key
    }

    private func heldNextKey() throws(DutyFailure) -> P256.Signing.PrivateKey? {
        guard let bytes = try PrivateFile.readIfPresent(nextKeyFile, limitBytes: Self.limitBytes) else { return nil }
        return try? P256.Signing.PrivateKey(pemRepresentation: String(decoding: bytes, as: UTF8.self))
    }

    /// Puts the key of the certificate in its place, where the certificate is for the next key: a renewal may have been cut
    /// short between the two. Durable on return.
    public func settleKey(of enrolment: TabletEnrolment) throws(DutyFailure) {
        guard let named = enrolment.tlsPublicKey, let next = try heldNextKey(),
            Hexadecimal.encode(next.publicKey.x963Representation) == named
        else { return }
        try AtomicFile.write(Array((next.pemRepresentation + "\n").utf8), to: keyFile, mode: 0o600)
        do {
            try FileManager.default.removeItem(atPath: nextKeyFile)
        } catch {
            throw DutyFailure(.fileUnwritable, "\(nextKeyFile) cannot be removed: \(ErrorWords.of(error)).")
        }
    }

    /// The machine's TLS key; throws `key_missing` or `key_exposed`.
    public func tlsKeyPEM() throws(DutyFailure) -> String {
        String(decoding: try PrivateFile.read(keyFile, limitBytes: Self.limitBytes), as: UTF8.self)
    }

    /// What the machine was told at enrolment; nil before it.
    ///
    /// - Throws: `data_malformed` where the file is there but cannot be read.
    public func enrolment() throws(DutyFailure) -> TabletEnrolment? {
        guard try FilePresence.isThere(enrolmentFile) else { return nil }
        let bytes = try PrivateFile.read(enrolmentFile, limitBytes: Self.limitBytes)
        guard let enrolment = try? JSONDecoder().decode(TabletEnrolment.self, from: Data(bytes)) else {
            throw DutyFailure(.dataMalformed, "\(enrolmentFile) does not hold what the machine was told at enrolment.")
        }
        return enrolment
    }

    /// Writes down what the machine is told at enrolment; durable when this returns.
    public func write(_ enrolment: TabletEnrolment) throws(DutyFailure) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(enrolment) else {
            throw DutyFailure(.internalError, "What the machine is told at enrolment could not be written down.")
        }
        try AtomicFile.write(Array(data), to: enrolmentFile, mode: 0o600)
    }
}

/// What a machine is told at enrolment: who it is, and whom it may believe.
public struct TabletEnrolment: Hashable, Sendable, Codable {
    /// The machine.
    public let machine: MachineSerial
    /// The device key it speaks for.
    public internal(set) var psdKey: PSDKeyID
    /// The machine's TLS certificate.
    public internal(set) var certificatePEM: String
    /// When that certificate ends.
    public internal(set) var certificateExpiresAt: Timestamp
    /// The only authority whose servers it believes.
    public let rootPEM: String
    /// The key with which the distributor signs.
    public internal(set) var distributorKey: PublicKeyBytes
    /// The certificate of that key under the root that the base obeys; nil until one was taken.
    public internal(set) var distributorCertificate: ServiceKeyCertificate?
    /// The machine's public key that the certificate is for (P-256, a point without compression, in hexadecimal); nil in
    /// what was written before certificates were renewed.
    public internal(set) var tlsPublicKey: String?

    /// An enrolment with these facts.
    public init(
        machine: MachineSerial, psdKey: PSDKeyID, certificatePEM: String, certificateExpiresAt: Timestamp,
        rootPEM: String, distributorKey: PublicKeyBytes, tlsPublicKey: String? = nil
    ) {
        self.machine = machine
        self.psdKey = psdKey
        self.certificatePEM = certificatePEM
        self.certificateExpiresAt = certificateExpiresAt
        self.rootPEM = rootPEM
        self.distributorKey = distributorKey
        self.tlsPublicKey = tlsPublicKey
    }

    /// What a machine was told that enrolled on site, by the authority whose certificate this is, in DER.
    public init(_ grant: EnrolmentGrant, authority: [UInt8], publicKey: [UInt8]) {
        self.init(
            machine: grant.machine, psdKey: grant.psdKey,
            certificatePEM: String(certificateDER: grant.certificate.certificate),
            certificateExpiresAt: grant.certificate.expiresAt, rootPEM: String(certificateDER: authority),
            distributorKey: grant.distributorKey, tlsPublicKey: Hexadecimal.encode(publicKey))
    }
}
