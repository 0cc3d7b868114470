import DutyModel
import Exchanges
import FundsLedger
import Storage

extension SQLFundsBooks {
    package func device(_ psdKey: PSDKeyID) throws(DutyFailure) -> DeviceAccount? {
        if let held = memo.device, held.psdKey == psdKey { return held }
        let row = try transaction.row(
            """
            SELECT p.customer, p.psd_key, machine, public_key, licence, state, descending_maximum_paise,
                inspection_lock_days, standing, next_sequence, last_attempt, granted_paise, statement_counter,
                last_statement, inspection_due_at, enrolled_at, start_ascending_paise, start_counter, start_sequence,
                start_statement_counter, start_chain_head, start_last_grant, audit_wanted_at, ended_at, suspected_at,
                suspected_from, examined_at, newest_standing, last_item, revoked_since, revoked_reason
            FROM psd_accounts AS a JOIN psds AS p ON p.customer = a.customer AND p.psd_key = a.psd_key
            WHERE a.psd_key = \(psdKey)
            """)
        memo.device = try row.map { (row) throws(DutyFailure) in try DeviceAccount(row) }
        return memo.device
    }

    package func update(_ device: DeviceAccount, readAtSequence sequence: UInt64) throws(DutyFailure) {
        let lastStatement = device.lastStatement.map { StoredValue.encode($0) }
        let standing = device.newestStanding.map { StoredValue.encode($0) }
        try guardedUpdate(
            """
            UPDATE psds SET standing = \(device.standing.rawValue), next_sequence = \(device.nextSequence),
                last_attempt = \(device.lastAttempt), granted_paise = \(device.controlTotal),
                statement_counter = \(device.statementCounter),
                last_statement = \(lastStatement), inspection_due_at = \(device.inspectionDue),
                audit_wanted_at = \(device.auditWantedAt), ended_at = \(device.endedAt),
                suspected_at = \(device.suspicion?.since), suspected_from = \(device.suspicion?.fromCounter),
                examined_at = \(device.examinedAt), newest_standing = \(standing), last_item = \(device.lastItem), revoked_since = \(device.revocation?.since),
                revoked_reason = \(device.revocation?.reason)
            WHERE \(rowsOf: device) AND next_sequence = \(sequence)
            """, of: device)
        let before = memo.device
        memo.device = device
        let stands = StandingOnBook(device)
        guard let before, before.psdKey == device.psdKey, StandingOnBook(before) != stands else { return }
        try act(.standing(device.psdKey, stands))
    }

    package func add(_ device: DeviceAccount) throws(DutyFailure) {
        let added = try transaction.execute(
            """
            INSERT INTO psd_accounts (psd_key, customer) VALUES (\(device.psdKey), \(device.customer))
            ON CONFLICT DO NOTHING
            """)
        guard added == 1 else { throw DutyFailure(.operationConflict, "\(device.psdKey) is enrolled already.") }
        let isFirst = try transaction.execute(
            """
            INSERT INTO licensed_keys (public_key, customer, psd_key)
            VALUES (\(device.publicKey), \(device.customer), \(device.psdKey)) ON CONFLICT DO NOTHING
            """)
        guard isFirst == 1 else {
            throw DutyFailure(.keyLicensed, "The public key of \(device.psdKey) is licensed as another device's.")
        }
        // Licence and certificate are written by the enrolment that calls this, in the same transaction.
        let empty = SQLValue.bytes([0])
        try transaction.execute(
            """
            INSERT INTO psds (customer, psd_key, machine, public_key, licence, state, descending_maximum_paise,
                inspection_lock_days, standing, next_sequence, last_attempt, granted_paise, statement_counter,
                inspection_due_at, authorisation, certificate, enrolled_at, start_ascending_paise, start_counter,
                start_sequence, start_statement_counter, start_chain_head, start_last_grant)
            VALUES (\(device.customer), \(device.psdKey), \(device.machine), \(device.publicKey), \(device.licence),
                \(device.state.letters), \(device.descendingMaximum), \(device.inspectionLockDays),
                \(device.standing.rawValue), \(device.nextSequence), \(device.lastAttempt), \(device.controlTotal),
                \(device.statementCounter), \(device.inspectionDue), \(empty), \(empty), \(device.enrolledAt),
                \(device.start.ascending), \(device.start.itemCount), \(device.start.appliedSequence),
                \(device.start.statementCounter), \(device.start.chainHead), \(device.start.lastGrant))
            """)
    }

    package func add(_ standing: DeviceStanding, of device: DeviceAccount) throws(DutyFailure) {
        let added = try transaction.execute(
            """
            INSERT INTO standings (customer, psd_key, epoch, number, standing, decided_at)
            VALUES (\(device.customer), \(device.psdKey), \(standing.number.epoch), \(standing.number.count),
                \(StoredValue.encode(standing)), \(standing.time)) ON CONFLICT DO NOTHING
            """)
        guard added == 1 else {
            throw DutyFailure(.ledgerBroken, "Standing \(standing.number) of \(device.psdKey) was issued before.")
        }
    }

    package func add(_ word: OperatorWord, of device: DeviceAccount, at time: Timestamp) throws(DutyFailure) {
        let added = try transaction.execute(
            """
            INSERT INTO operator_words (customer, psd_key, act, reason, said_at)
            VALUES (\(device.customer), \(device.psdKey), \(word.act), \(word.reason), \(time)) ON CONFLICT DO NOTHING
            """)
        guard added == 1 else { throw DutyFailure(.ledgerBroken, "An operator's word on \(word.act) is kept already.") }
        try act(.allowed(device.psdKey, act: word.act, reason: word.reason))
    }

    package func lifeBefore(_ psdKey: PSDKeyID) throws(DutyFailure) -> DeviceAccount? {
        guard psdKey.life > 1 else { return nil }
        return try device(PSDKeyID(serial: psdKey.serial, life: psdKey.life - 1))
    }

    package func raise(
        _ code: FailureCode, on device: DeviceAccount, detail: String, at time: Timestamp
    ) throws(DutyFailure) {
        try raiseAlarm(
            code, customer: device.customer.text, psdKey: device.psdKey.description, detail: detail, at: time)
    }

    package func hasOpenAlarm(_ code: FailureCode, on device: DeviceAccount) throws(DutyFailure) -> Bool {
        try !transaction.rows(
            """
            SELECT 1 AS found FROM alarms WHERE customer = \(device.customer) AND psd_key IN (\(device.psdKey), '')
            AND code = \(code.rawValue) AND settled_at IS NULL LIMIT 1
            """
        ).isEmpty
    }

    /// Raises an alarm of every customer that is about no one device.
    func raiseForEachCustomer(_ code: FailureCode, detail: String, at time: Timestamp) throws(DutyFailure) {
        for row in try transaction.rows("SELECT customer FROM customers") {
            try raiseAlarm(code, customer: row.text("customer"), detail: detail, at: time)
        }
    }

    /// Raises an alarm; `customer` is empty where it is the back end's own, `psdKey` where it concerns no device.
    func raiseAlarm(
        _ code: FailureCode, customer: String = "", psdKey: String = "", detail: String, at time: Timestamp
    ) throws(DutyFailure) {
        try transaction.execute(
            """
            INSERT INTO alarms (customer, psd_key, code, detail, raised_at)
            VALUES (\(customer), \(psdKey), \(code.rawValue), \(detail), \(time))
            ON CONFLICT (customer, psd_key, code, detail) DO UPDATE
                SET raised_at = excluded.raised_at, settled_at = NULL WHERE alarms.settled_at IS NOT NULL
            """)
    }
}

extension DeviceAccount {
    /// A device as a row of `psds` holds it.
    init(_ row: SQLRow) throws(DutyFailure) {
        guard let standing = PSDStanding(rawValue: try row.text("standing")) else {
            throw DutyFailure(.dataMalformed, "A device in the database has an unknown standing.")
        }
        self.init(
            customer: try row.name("customer"), psdKey: try row.psdKey("psd_key"), machine: try row.name("machine"),
            publicKey: try row.byteValue("public_key"), licence: try row.name("licence"),
            state: try StateCode(row.text("state")), descendingMaximum: try row.amount("descending_maximum_paise"),
            inspectionLockDays: try row.integer("inspection_lock_days"), enrolledAt: try row.time("enrolled_at"),
            start: try LifeStart(row), inspectionDue: try row.time("inspection_due_at"))
        self.standing = standing
        nextSequence = try row.count("next_sequence")
        lastAttempt = try row.count("last_attempt")
        controlTotal = try row.amount("granted_paise")
        statementCounter = try row.count("statement_counter")
        lastStatement = try row.ifAny("last_statement", row.stored)
        auditWantedAt = try row.ifAny("audit_wanted_at", row.time)
        endedAt = try row.ifAny("ended_at", row.time)
        lastItem = try row.ifAny("last_item", row.count)
        revocation = try KeyRevocation(row)
        suspicion = try row.ifAny("suspected_at", row.time).map { (since) throws(DutyFailure) in
            DeviceSuspicion(since: since, fromCounter: try row.count("suspected_from"))
        }
        examinedAt = try row.ifAny("examined_at", row.time)
        newestStanding = try row.ifAny("newest_standing", row.stored)
    }
}

extension LifeStart {
    /// Where the life in a row of `psds` began.
    init(_ row: SQLRow) throws(DutyFailure) {
        self.init(
            ascending: try row.amount("start_ascending_paise"), itemCount: try row.count("start_counter"),
            appliedSequence: try row.count("start_sequence"),
            statementCounter: try row.count("start_statement_counter"),
            chainHead: try row.byteValue("start_chain_head"), lastGrant: try row.byteValue("start_last_grant"))
    }
}

extension KeyRevocation {
    /// The revocation in a row of `psds`; nil where there is none.
    init?(_ row: SQLRow) throws(DutyFailure) {
        guard let since = try row.ifAny("revoked_since", row.time) else { return nil }
        try self.init(since: since, because: row.text("revoked_reason"))
    }
}
