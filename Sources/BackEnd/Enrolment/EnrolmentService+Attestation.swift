import DutyModel
import Exchanges
import FundsLedger
import Signing
import Storage

extension EnrolmentService {
    /// Answers what a device attests of its machine, and keeps it; durable when this returns.
    ///
    /// Throws what `PSDBook.require` throws, `signature_bad`, and of a renewal what `renew` throws.
    public func hear(
        _ attestation: Attestation, from identity: MachineIdentity, reading forms: [NewerForm] = []
    ) async throws(DutyFailure) -> ServiceReply {
        switch attestation {
        // Kept in the transaction that decides.
        case .renewal(let renewal): return .certificate(try await renew(renewal, from: identity, reading: forms))
        case .stillHere:
            try await keep(attestation, from: identity)
            return .acknowledgement
        }
    }

    private func keep(_ attestation: Attestation, from identity: MachineIdentity) async throws(DutyFailure) {
        let now = clock.now()
        try await database.write { (transaction) throws(DutyFailure) -> Void in
            let device = try PSDBook(transaction: transaction)
                .require(attestation.psdKey, spokenForBy: identity, orReadmittedAt: now)
            try verifier.require(attestation.value, by: device.publicKey, on: attestation.kind)
            try AttestationBook(transaction: transaction).keep(attestation, of: device.customer, at: now)
        }
    }
}

/// The newest attestation of each kind by each device.
struct AttestationBook {
    let transaction: any SQLTransaction

    /// Keeps an attestation in the place of an older one; one that is sent once more by whoever recorded it changes nothing.
    func keep(_ attestation: Attestation, of customer: CustomerAccount, at now: Timestamp) throws(DutyFailure) {
        try transaction.execute(
            """
            INSERT INTO attestations (customer, psd_key, kind, attestation, attested_at, heard_at)
            VALUES (\(customer), \(attestation.psdKey), \(attestation.kind),
                \(StoredValue.encode(MessageBody.question(.attestation(attestation)))), \(attestation.time), \(now))
            ON CONFLICT (customer, psd_key, kind) DO UPDATE SET attestation = excluded.attestation,
                attested_at = excluded.attested_at, heard_at = excluded.heard_at
            WHERE excluded.attested_at > attestations.attested_at
            """)
    }

    /// The newest ones of a device, each with the moment at which it was heard, in the order of their kinds.
    func newest(of device: DeviceAccount) throws(DutyFailure) -> [HeardAttestation] {
        try transaction.rows(
            """
            SELECT attestation, heard_at FROM attestations
            WHERE customer = \(device.customer) AND psd_key = \(device.psdKey) ORDER BY kind
            """
        ).map { (row) throws(DutyFailure) in
            guard
                case .question(.attestation(let attestation)) = try StoredValue.decode(
                    new: MessageBody.self, from: row.bytes("attestation"))
            else { throw DutyFailure(.dataMalformed, "What \(device.psdKey) attested can't be read.") }
            return HeardAttestation(attestation: attestation, heardAt: try row.time("heard_at"))
        }
    }
}

/// What a device attested, and when it was heard.
public struct HeardAttestation: Hashable, Sendable, Codable {
    /// What it attested.
    public let attestation: Attestation
    /// When the back end heard it, by the back end's clock.
    public let heardAt: Timestamp
}
