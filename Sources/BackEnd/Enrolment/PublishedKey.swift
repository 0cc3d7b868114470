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
    /// The machine that holds the device.
    public let machine: MachineSerial
    /// The licence under which it franks.
    public let licence: LicenceNumber
    /// The state of the licence.
    public let state: StateCode
    /// The first item number of this life.
    public let firstCounter: UInt32
    /// The last item number of this life; nil while it goes on, and where nobody can know it.
    public let lastCounter: UInt32?
    /// The moment of enrolment; no stamp of this key is older.
    public let from: Timestamp
    /// When the life ended: no stamp of this key is newer; nil while it goes on.
    public let endedAt: Timestamp?
    /// Whether two devices may hold it, or an operator blocked it: its stamps need a look.
    public let isSuspended: Bool
}

extension EnrolmentService {
    /// The keys of all devices, by name.
    public func publishedKeys() async throws(DutyFailure) -> [PublishedKey] {
        try await database.read { (transaction) throws(DutyFailure) in
            try transaction.rows(
                """
                SELECT p.psd_key, p.public_key, p.machine, p.licence, p.state, p.start_counter, p.standing,
                    p.enrolled_at, p.ended_at, w.last_counter, (SELECT MAX(u.made_at) FROM usage_records AS u
                    WHERE u.customer = p.customer AND u.psd_key = p.psd_key) AS newest_at
                FROM psds AS p LEFT JOIN withdrawals AS w ON w.customer = p.customer AND w.psd_key = p.psd_key
                ORDER BY p.psd_key
                """
            ).map { (row) throws(DutyFailure) in try PublishedKey(row) }
        }
    }

    /// The stamps that were declared spoiled or refunded, by key and item number; one that is both is refunded.
    ///
    /// A declaration counts once the impression's record is booked: one that waits for it, or whose record was set aside, is
    /// about no stamp that these books know. What was refunded stays so.
    public func publishedMarks() async throws(DutyFailure) -> [StampMark] {
        try await database.read { (transaction) throws(DutyFailure) in
            try transaction.rows(
                """
                SELECT s.psd_key, s.counter, s.received_at, r.decided_at FROM spoils AS s LEFT JOIN refunds AS r
                    ON r.customer = s.customer AND r.psd_key = s.psd_key AND r.counter = s.counter
                WHERE r.decided_at IS NOT NULL OR EXISTS (SELECT 1 FROM usage_records AS u
                    WHERE u.customer = s.customer AND u.psd_key = s.psd_key AND u.counter = s.counter)
                ORDER BY s.psd_key, s.counter
                """
            ).map { (row) throws(DutyFailure) in
                let refundedAt = try row.timeIfAny("decided_at")
                let spoiledAt = try row.time("received_at")
                return StampMark(
                    psdKey: try row.psdKey("psd_key"), counter: try row.count("counter", as: UInt32.self),
                    kind: refundedAt == nil ? .spoiled : .refunded, at: refundedAt ?? spoiledAt)
            }
        }
    }
}

extension EnrolmentService {
    /// What must be known of the stamps of keys that two devices may hold: those from the item on at which the two may have
    /// parted, until an operator has looked.
    public func publishedRemarks() async throws(DutyFailure) -> [KeyListRemark] {
        try await database.read { (transaction) throws(DutyFailure) in
            try transaction.rows(
                """
                SELECT psd_key, start_counter, suspected_from, suspected_at FROM psds WHERE suspected_at IS NOT NULL
                ORDER BY psd_key
                """
            ).map { (row) throws(DutyFailure) in
                let life = try row.count("start_counter", as: UInt32.self) + 1
                return try KeyListRemark(
                    psdKey: try row.psdKey("psd_key"),
                    firstCounter: max(life, try row.count("suspected_from", as: UInt32.self)), kind: .underExamination,
                    since: try row.time("suspected_at"))
            }
        }
    }
}

extension EnrolmentService {
    /// When an operator last looked at each device and lifted its locks.
    func examinations() async throws(DutyFailure) -> [PSDKeyID: Timestamp] {
        try await database.read { (transaction) throws(DutyFailure) in
            var examined: [PSDKeyID: Timestamp] = [:]
            for row in try transaction.rows("SELECT psd_key, examined_at FROM psds WHERE examined_at IS NOT NULL") {
                examined[try row.psdKey("psd_key")] = try row.time("examined_at")
            }
            return examined
        }
    }
}

extension PublishedKey {
    fileprivate init(_ row: SQLRow) throws(DutyFailure) {
        let standing = PSDStanding(rawValue: try row.text("standing"))
        psdKey = try row.psdKey("psd_key")
        publicKey = try row.byteValue("public_key", as: PublicKeyBytes.self)
        machine = try row.name("machine", as: MachineSerial.self)
        licence = try row.name("licence", as: LicenceNumber.self)
        state = try StateCode(row.text("state"))
        let startCounter = try row.count("start_counter", as: UInt32.self)
        guard startCounter < .max else {
            throw DutyFailure(.dataMalformed, "The life of \(psdKey) begins past the last item number.")
        }
        firstCounter = startCounter + 1
        lastCounter =
            try row.value("last_counter") == .null ? nil : try row.count("last_counter", as: UInt32.self)
        from = try row.time("enrolled_at")
        // A device's clock may have been a little ahead when it made its last stamps.
        let newest = try row.timeIfAny("newest_at")
        endedAt = try row.timeIfAny("ended_at").map { max($0, newest ?? $0) }
        isSuspended = standing == .cloneSuspected || standing == .blocked
    }
}
