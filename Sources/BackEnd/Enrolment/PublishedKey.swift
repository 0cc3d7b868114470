import DutyModel
import FundsLedger
import Signing
import Storage

/// One line of the published key list: whose stamps this key signs, and which.
package struct PublishedKey: Hashable, Sendable {
    package let psdKey: PSDKeyID
    package let publicKey: PublicKeyBytes
    package let customer: CustomerAccount
    package let machine: MachineSerial
    package let licence: LicenceNumber
    package let state: StateCode
    /// The first item number of this life.
    package let firstCounter: UInt32
    /// The last item number of this life; nil while it goes on.
    package let lastCounter: UInt32?
    /// The moment of enrolment; no stamp of this key is older.
    package let from: Timestamp
    /// When the life ended: no stamp of this key is newer; nil while it goes on. A revoked key proves nothing of any moment.
    package let endedAt: Timestamp?
    package let standing: PSDStanding?
    /// Why nothing that the key signed is proof; nil where its key is in nobody else's hands.
    package let revocation: KeyRevocation?

    /// Whether the life is over.
    var isOver: Bool { endedAt != nil || standing == .withdrawn || standing == .retired }
}

extension EnrolmentService {
    /// The keys of all devices, by name, and the rows that nobody authorised.
    func authorisedKeys() async throws(DutyFailure) -> AuthorisedKeys {
        let rows = try await database.read { (transaction) throws(DutyFailure) in
            try transaction.rows(
                """
                SELECT p.psd_key, p.customer, p.public_key, p.machine, p.licence, p.state, p.start_counter, p.standing,
                    p.enrolled_at, p.ended_at, p.revoked_since, p.revoked_reason, p.authorisation,
                    COALESCE(w.last_counter, p.last_item) AS last_counter,
                    CASE WHEN p.ended_at IS NOT NULL THEN (SELECT MAX(u.made_at) FROM usage_records AS u
                        WHERE u.customer = p.customer AND u.psd_key = p.psd_key AND u.received_at <= p.ended_at
                            AND u.counter <= COALESCE(w.last_counter, p.last_item)) END AS newest_at
                FROM psds AS p LEFT JOIN withdrawals AS w ON w.customer = p.customer AND w.psd_key = p.psd_key
                ORDER BY p.psd_key
                """)
        }
        var found = AuthorisedKeys()
        for row in rows {
            let key: PublishedKey?
            do throws(DutyFailure) {
                key = try PublishedKey(row)
            } catch {
                found.unauthorised.append(try row.text("psd_key"))
                continue
            }
            guard let key else { continue }
            if isAuthorised(key, row) {
                found.keys.append(key)
            } else {
                found.unauthorised.append(try row.text("psd_key"))
            }
        }
        return found
    }
}

extension PublishedKey {
    /// Nil for a life that begins past the last item number, and so makes no stamp.
    fileprivate init?(_ row: SQLRow) throws(DutyFailure) {
        standing = PSDStanding(rawValue: try row.text("standing"))
        customer = try row.name("customer")
        psdKey = try row.psdKey("psd_key")
        publicKey = try row.byteValue("public_key")
        machine = try row.name("machine")
        licence = try row.name("licence")
        state = try StateCode(row.text("state"))
        let startCounter: UInt32 = try row.count("start_counter")
        guard startCounter < .max else { return nil }
        firstCounter = startCounter + 1
        lastCounter = try row.ifAny("last_counter", row.count)
        from = try row.time("enrolled_at")
        // A device's clock may have been ahead when it made its last stamps. What came after the end says nothing of it.
        let newest = try row.ifAny("newest_at", row.time)
        endedAt = try row.ifAny("ended_at", row.time).map { max($0, newest ?? $0) }
        revocation = try KeyRevocation(row)
    }
}
