import DutyModel
import FundsLedger
import Storage

/// A device's row as the check reads it.
struct CheckedDevice {
    let customer: CustomerAccount
    let psdKey: PSDKeyID
    let machine: String
    let publicKey: PublicKeyBytes
    let licence: String
    let state: StateCode
    let descendingMaximum: Paise
    let inspectionLockDays: Int64
    let standing: PSDStanding
    let start: LifeStart
    let nextSequence: UInt64
    let lastAttempt: UInt32
    let granted: Paise
    let statementCounter: UInt64
    let lastStatement: [UInt8]?
    let authorisation: [UInt8]
    let certificate: [UInt8]
    let newestStanding: [UInt8]?

    init(_ row: SQLRow) throws(DutyFailure) {
        customer = try row.name("customer")
        psdKey = try row.psdKey("psd_key")
        machine = try row.text("machine")
        publicKey = try row.byteValue("public_key")
        licence = try row.text("licence")
        state = try StateCode(row.text("state"))
        descendingMaximum = try row.amount("descending_maximum_paise")
        inspectionLockDays = try row.integer("inspection_lock_days")
        guard let standing = PSDStanding(rawValue: try row.text("standing")) else {
            throw DutyFailure(.dataMalformed, "The device has an unknown standing.")
        }
        self.standing = standing
        start = try LifeStart(row)
        nextSequence = try row.count("next_sequence")
        lastAttempt = try row.count("last_attempt")
        granted = try row.amount("granted_paise")
        statementCounter = try row.count("statement_counter")
        lastStatement = try row.ifAny("last_statement", row.bytes)
        authorisation = try row.bytes("authorisation")
        certificate = try row.bytes("certificate")
        newestStanding = try row.ifAny("newest_standing", row.bytes)
    }
}
