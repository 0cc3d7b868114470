import DutyModel
import FundsLedger
import Signing
import Storage

/// One line of the published key list: whose stamps this key signs, and which.
public struct PublishedKey: Hashable, Sendable {
    /// The device key.
    public let psdKey: PSDKeyID
    /// Its public half.
    public let publicKey: PublicKeyBytes
    /// The customer who pays.
    public let customer: CustomerAccount
    /// The machine that holds the device.
    public let machine: MachineSerial
    /// The licence under which it franks.
    public let licence: LicenceNumber
    /// The state of the licence.
    public let state: StateCode
    /// The first item number of this life.
    public let firstCounter: UInt32
    /// The last item number of this life; nil while it goes on.
    public let lastCounter: UInt32?
    /// The moment of enrolment; no stamp of this key is older.
    public let from: Timestamp
    /// When the life ended: no stamp of this key is newer; nil while it goes on. A revoked key proves nothing of any moment.
    public let endedAt: Timestamp?
    /// How the device stands.
    public let standing: PSDStanding?
    /// Why nothing that the key signed is proof; nil where its key is in nobody else's hands.
    public let revocation: KeyRevocation?

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
        customer = try row.name("customer", as: CustomerAccount.self)
        psdKey = try row.psdKey("psd_key")
        publicKey = try row.byteValue("public_key", as: PublicKeyBytes.self)
        machine = try row.name("machine", as: MachineSerial.self)
        licence = try row.name("licence", as: LicenceNumber.self)
        state = try StateCode(row.text("state"))
        let startCounter = try row.count("start_counter", as: UInt32.self)
        guard startCounter < .max else { return nil }
        firstCounter = startCounter + 1
        lastCounter = try row.value("last_counter") == .null ? nil : try row.count("last_counter", as: UInt32.self)
        from = try row.time("enrolled_at")
        // A device's clock may have been ahead when it made its last stamps. What came after the end says nothing of it.
        let newest = try row.timeIfAny("newest_at")
        endedAt = try row.timeIfAny("ended_at").map { max($0, newest ?? $0) }
        revocation = try row.timeIfAny("revoked_since").map { (since) throws(DutyFailure) in
            try KeyRevocation(since: since, because: row.text("revoked_reason"))
        }
    }
}
