import DutyModel
import Exchanges
import FundsLedger
import Signing
import Storage

extension EnrolmentService {
    /// The stamps that were declared spoiled or refunded, by key and item number; one that is both is refunded.
    ///
    /// A declaration counts once the impression's record is booked: one that waits for it, or whose record was set aside, is
    /// about no stamp that these books know. Neither does one count that came after its device was taken out of use: whoever
    /// found the device may have made it. What was refunded stays so. Of a device and a customer there is at most one
    /// more than a list holds of them, so that a number without bounds fills no memory; refunds come first.
    public func publishedMarks(
        within bounds: KeyListBounds = KeyListBounds()
    ) async throws(DutyFailure) -> [StampMark] {
        let (ofDevice, ofCustomer) = (Int64(bounds.marksOfDevice) + 1, Int64(bounds.marksOfCustomer) + 1)
        return try await database.read { (transaction) throws(DutyFailure) in
            try transaction.rows(
                """
                SELECT psd_key, counter, received_at, decided_at FROM (
                    SELECT m.*, ROW_NUMBER() OVER (PARTITION BY customer ORDER BY declared_only, psd_key, counter)
                        AS of_customer
                    FROM (
                        SELECT d.*, ROW_NUMBER() OVER (PARTITION BY customer, psd_key ORDER BY declared_only, counter)
                            AS of_device
                        FROM (
                            SELECT s.customer, s.psd_key, s.counter, s.received_at, r.decided_at,
                                CASE WHEN r.decided_at IS NULL THEN 1 ELSE 0 END AS declared_only
                            FROM spoils AS s LEFT JOIN refunds AS r
                                ON r.customer = s.customer AND r.psd_key = s.psd_key AND r.counter = s.counter
                                JOIN psds AS p ON p.customer = s.customer AND p.psd_key = s.psd_key
                            WHERE r.decided_at IS NOT NULL OR EXISTS (SELECT 1 FROM usage_records AS u
                                WHERE u.customer = s.customer AND u.psd_key = s.psd_key AND u.counter = s.counter
                                AND (p.standing <> 'retired'
                                    OR u.received_at <= p.ended_at AND s.received_at <= p.ended_at))
                        ) AS d
                    ) AS m WHERE of_device <= \(ofDevice)
                ) AS c WHERE of_customer <= \(ofCustomer) ORDER BY psd_key, counter
                """
            ).map { (row) throws(DutyFailure) in
                try StampMark(row, of: row.psdKey("psd_key"), counter: row.count("counter"))
            }
        }
    }

    /// What must be known of the stamps of keys that two devices may hold, from the item on at which the two may have parted,
    /// and of those that an operator blocked; until an operator has looked.
    public func publishedRemarks() async throws(DutyFailure) -> [KeyListRemark] {
        try await database.read { (transaction) throws(DutyFailure) in
            let rows = try transaction.rows(
                """
                SELECT psd_key, start_counter, standing, suspected_from, suspected_at, newest_standing, enrolled_at
                FROM psds WHERE suspected_at IS NOT NULL OR standing IN ('blocked', 'clone_suspected') ORDER BY psd_key
                """)
            var remarks: [KeyListRemark] = []
            for row in rows { remarks += try Self.remarks(row) }
            return remarks
        }
    }

    private static func remarks(_ row: SQLRow) throws(DutyFailure) -> [KeyListRemark] {
        let key = try row.psdKey("psd_key")
        let life: UInt32 = min(try row.count("start_counter"), .max - 1) + 1
        let suspicion = try row.ifAny("suspected_at", row.time).map { (since) throws(DutyFailure) in
            (since: since, from: max(life, try row.count("suspected_from")))
        }
        var remarks: [KeyListRemark] = []
        if let suspicion {
            remarks.append(
                try KeyListRemark(
                    psdKey: key, firstCounter: suspicion.from, kind: .underExamination, since: suspicion.since))
        }
        switch PSDStanding(rawValue: try row.text("standing")) {
        case .blocked, .cloneSuspected:
            let told: DeviceStanding? = try row.ifAny("newest_standing", row.stored)
            let toldAt = if let told { told.time } else { try row.time("enrolled_at") }
            remarks.append(
                try KeyListRemark(
                    psdKey: key, firstCounter: suspicion?.from ?? life, kind: .suspended,
                    since: suspicion?.since ?? toldAt))
        default: break
        }
        return remarks
    }

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

    /// The keys whose marks, or whose customer's, ever were too many for the list, by the alarms.
    func overfullKeys() async throws(DutyFailure) -> Set<PSDKeyID> {
        try await database.read { (transaction) throws(DutyFailure) in
            let rows = try transaction.rows(
                """
                SELECT p.psd_key FROM psds AS p WHERE EXISTS (SELECT 1 FROM alarms AS a WHERE a.customer = p.customer
                    AND a.psd_key IN (p.psd_key, '') AND a.code = \(FailureCode.keyListOverfull.rawValue))
                """)
            var keys: Set<PSDKeyID> = []
            for row in rows { keys.insert(try row.psdKey("psd_key")) }
            return keys
        }
    }
}

extension StampMark {
    /// The mark in a row of a declaration, with its refund if there is one.
    init(_ row: SQLRow, of psdKey: PSDKeyID, counter: UInt32) throws(DutyFailure) {
        let (refundedAt, spoiledAt) = (try row.ifAny("decided_at", row.time), try row.time("received_at"))
        self.init(
            psdKey: psdKey, counter: counter, kind: refundedAt == nil ? .spoiled : .refunded,
            at: refundedAt ?? spoiledAt)
    }
}
