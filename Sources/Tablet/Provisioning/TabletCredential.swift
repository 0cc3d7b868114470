import Crypto
import DutyModel
import Exchanges
import Foundation
import Signing
import Synchronization

/// The machine's certificate and key in the tablet's folder, and what it was told at enrolment beside them: whatever
/// changes of it while the machine runs is changed here.
public final class TabletCredential: MachineCredential {
    private let folder: TabletFolder
    private let enrolment: Mutex<TabletEnrolment>
    /// Shows certificate and key, both in PEM, from the next connection on.
    private let show: @Sendable (_ certificatePEM: String, _ keyPEM: String) throws(DutyFailure) -> Void
    /// Throws `data_malformed` for a certificate and key that do not belong together.
    private let check: @Sendable (_ certificatePEM: String, _ keyPEM: String) throws(DutyFailure) -> Void

    /// The credential of this folder, as it was read.
    public init(
        _ folder: TabletFolder, _ enrolment: TabletEnrolment,
        check: @escaping @Sendable (_ certificatePEM: String, _ keyPEM: String) throws(DutyFailure) -> Void,
        show: @escaping @Sendable (_ certificatePEM: String, _ keyPEM: String) throws(DutyFailure) -> Void
    ) {
        self.folder = folder
        self.enrolment = Mutex(enrolment)
        self.check = check
        self.show = show
    }

    /// As `MachineCredential` says.
    public var expiresAt: Timestamp { enrolment.withLock { $0.certificateExpiresAt } }

    /// As `MachineCredential` says.
    public var certificateHash: ContentHash {
        enrolment.withLock { ContentHash(sha256: $0.certificatePEM.pemContent ?? Data()) }
    }

    /// Writes down durably that the machine speaks for this device key from now on.
    public func adopt(_ key: PSDKeyID) throws(DutyFailure) {
        try change { $0.psdKey = key }
    }

    /// Writes down durably that the distributor signs with the key of this certificate from now on.
    public func believe(_ distributor: ServiceKeyCertificate) throws(DutyFailure) {
        try change {
            $0.distributorKey = distributor.key
            $0.distributorCertificate = distributor
        }
    }

    /// As `MachineCredential` says.
    public func nextPublicKey() throws(DutyFailure) -> [UInt8] {
        Array(try folder.nextKey().publicKey.x963Representation)
    }

    /// As `MachineCredential` says.
    public func take(_ certificate: MachineCertificate) throws(DutyFailure) {
        let key = try folder.nextKey()
        let pem = String(certificateDER: certificate.certificate)
        try check(pem, key.pemRepresentation)
        // Once the enrolment names the new key, the next opening puts that in its place, whatever happens here.
        let publicKey = Hexadecimal.encode(key.publicKey.x963Representation)
        try change {
            $0.certificatePEM = pem
            $0.certificateExpiresAt = certificate.expiresAt
            $0.tlsPublicKey = publicKey
        }
        try show(pem, key.pemRepresentation)
        try folder.settleKey(of: enrolment.withLock { $0 })
    }

    private func change(_ change: (inout TabletEnrolment) -> Void) throws(DutyFailure) {
        try enrolment.withLock { (held) throws(DutyFailure) in
            var next = held
            change(&next)
            try folder.write(next)
            held = next
        }
    }
}

extension String {
    /// A certificate in PEM.
    init(certificateDER der: [UInt8]) {
        let base64 = Data(der).base64EncodedString(options: [.lineLength64Characters, .endLineWithLineFeed])
        self = "-----BEGIN CERTIFICATE-----\n\(base64)\n-----END CERTIFICATE-----\n"
    }

    /// What the first block of a PEM text holds; nil where it has none.
    fileprivate var pemContent: Data? {
        let lines = split(whereSeparator: \.isNewline)
        guard let begin = lines.firstIndex(where: { $0.hasPrefix("-----BEGIN ") }),
            let end = lines[begin...].firstIndex(where: { $0.hasPrefix("-----END ") })
        else { return nil }
        return Data(base64Encoded: lines[(begin + 1)..<end].joined())
    }
}
