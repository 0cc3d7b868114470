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
        customer = try row.name("customer", as: CustomerAccount.self)
        psdKey = try row.psdKey("psd_key")
        machine = try row.text("machine")
        publicKey = try row.byteValue("public_key", as: PublicKeyBytes.self)
        licence = try row.text("licence")
        state = try StateCode(row.text("state"))
        descendingMaximum = try row.amount("descending_maximum_paise")
        inspectionLockDays = try row.integer("inspection_lock_days")
        guard let standing = PSDStanding(rawValue: try row.text("standing")) else {
            throw DutyFailure(.dataMalformed, "The device has an unknown standing.")
        }
        self.standing = standing
        start = LifeStart(
            ascending: try row.amount("start_ascending_paise"),
            itemCount: try row.count("start_counter", as: UInt32.self),
            appliedSequence: try row.count("start_sequence", as: UInt64.self),
            statementCounter: try row.count("start_statement_counter", as: UInt64.self),
            chainHead: try row.byteValue("start_chain_head", as: ContentHash.self),
            lastGrant: try row.byteValue("start_last_grant", as: ContentHash.self))
        nextSequence = try row.count("next_sequence", as: UInt64.self)
        lastAttempt = try row.count("last_attempt", as: UInt32.self)
        granted = try row.amount("granted_paise")
        statementCounter = try row.count("statement_counter", as: UInt64.self)
        lastStatement = try row.value("last_statement") == .null ? nil : try row.bytes("last_statement")
        authorisation = try row.bytes("authorisation")
        certificate = try row.bytes("certificate")
        newestStanding = try row.value("newest_standing") == .null ? nil : try row.bytes("newest_standing")
    }
}
