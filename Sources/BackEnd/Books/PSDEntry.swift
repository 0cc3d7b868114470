import DutyModel
import FundsLedger
import Storage

/// A device as the books hold it.
struct PSDEntry: Sendable {
    let customer: CustomerAccount
    let psdKey: PSDKeyID
    let machine: MachineSerial
    let publicKey: PublicKeyBytes
    let licence: LicenceNumber
    let state: StateCode
    let descendingMaximum: Paise
    let inspectionLockDays: Int64
    let standing: PSDStanding
    let nextSequence: UInt64
    let lastAttempt: UInt32
    /// Everything ever granted.
    let granted: Paise
    /// The highest statement counter seen.
    let statementCounter: UInt64
    /// The statement with that counter.
    let lastStatement: RegisterStatement?
    let inspectionDue: Timestamp
    let enrolledAt: Timestamp

    init(_ row: SQLRow) throws(DutyFailure) {
        customer = try row.name("customer", as: CustomerAccount.self)
        psdKey = try row.psdKey("psd_key")
        machine = try row.name("machine", as: MachineSerial.self)
        publicKey = try row.byteValue("public_key", as: PublicKeyBytes.self)
        licence = try row.name("licence", as: LicenceNumber.self)
        state = try StateCode(row.text("state"))
        descendingMaximum = try row.amount("descending_maximum_paise")
        inspectionLockDays = try row.integer("inspection_lock_days")
        guard let standing = PSDStanding(rawValue: try row.text("standing")) else {
            throw DutyFailure(.dataMalformed, "A device in the database has an unknown standing.")
        }
        self.standing = standing
        nextSequence = try row.count("next_sequence", as: UInt64.self)
        lastAttempt = try row.count("last_attempt", as: UInt32.self)
        granted = try row.amount("granted_paise")
        statementCounter = try row.count("statement_counter", as: UInt64.self)
        lastStatement =
            switch try row.value("last_statement") {
            case .bytes(let bytes): try StoredValue.decode(RegisterStatement.self, from: bytes)
            default: nil
            }
        inspectionDue = try row.time("inspection_due_at")
        enrolledAt = try row.time("enrolled_at")
    }
}
