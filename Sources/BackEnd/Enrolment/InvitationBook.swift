import DutyModel
import Exchanges
import Signing
import Storage

/// Invitations to enrol on site, within one transaction.
struct InvitationBook {
    let transaction: any SQLTransaction

    /// The invitation with this number; nil for none.
    func find(_ number: UInt32) throws(DutyFailure) -> Invitation? {
        try transaction.row("SELECT * FROM invitations WHERE number = \(Int64(number))").map {
            (row) throws(DutyFailure) in
            Invitation(
                number: number, terms: try row.stored("terms"), psdKey: try row.psdKey("psd_key"),
                secret: EnrolmentSecret(kept: try row.byteValue("secret")), madeAt: try row.time("made_at"),
                expiresAt: try row.time("expires_at"), wrongTries: try row.integer("wrong_tries"),
                isVoid: try row.integer("void") != 0, use: try use(row))
        }
    }

    private func use(_ row: SQLRow) throws(DutyFailure) -> Invitation.Use? {
        guard try row.value("granted") != .null else { return nil }
        return Invitation.Use(
            keys: Invitation.Keys(
                device: try row.byteValue("device_key"),
                machine: try Hexadecimal.decode(row.text("machine_key")) ?? []),
            grant: try row.stored("granted"))
    }

    /// Writes a new invitation, which takes the place of the machine's earlier ones; those that ended long ago go.
    func add(_ invitation: Invitation, limits: InvitationLimits) throws(DutyFailure) {
        let forgotten = invitation.madeAt.advanced(bySeconds: -limits.keptSeconds)
        try transaction.execute("DELETE FROM invitations WHERE expires_at < \(forgotten)")
        try transaction.execute("UPDATE invitations SET void = 1 WHERE machine = \(invitation.terms.machine)")
        try transaction.execute(
            """
            INSERT INTO invitations
                (number, customer, machine, psd_key, terms, secret, made_at, expires_at, wrong_tries, void)
            VALUES (\(Int64(invitation.number)), \(invitation.terms.customer), \(invitation.terms.machine),
                \(invitation.psdKey), \(StoredValue.encode(invitation.terms)), \(invitation.secret.kept),
                \(invitation.madeAt), \(invitation.expiresAt), \(Int64(0)), \(Int64(0)))
            """)
    }

    func endAll() throws(DutyFailure) { try transaction.execute("UPDATE invitations SET void = 1") }

    func countTry(_ number: UInt32) throws(DutyFailure) {
        try transaction.execute("UPDATE invitations SET wrong_tries = wrong_tries + 1 WHERE number = \(Int64(number))")
    }

    /// Writes down who used an invitation, and what that machine is told.
    func write(_ use: Invitation.Use, of number: UInt32) throws(DutyFailure) {
        try transaction.execute(
            """
            UPDATE invitations SET device_key = \(use.keys.device),
                machine_key = \(Hexadecimal.encode(use.keys.machine)), granted = \(StoredValue.encode(use.grant))
            WHERE number = \(Int64(number))
            """)
    }

    /// Whether a device serial is free: no device has it, and none was permitted or invited under it.
    func isFree(_ psdKey: PSDKeyID) throws(DutyFailure) -> Bool {
        for table in [
            "SELECT psd_key FROM psd_accounts WHERE psd_key = \(psdKey)",
            "SELECT psd_key FROM psd_permits WHERE psd_key = \(psdKey)",
            "SELECT psd_key FROM invitations WHERE psd_key = \(psdKey)",
        ] as [SQLStatement] where try transaction.row(table) != nil { return false }
        return true
    }
}
