import Storage

extension BackEndSchema {
    /// Version 11: the standings that were signed for devices, and what is under suspicion.
    ///
    /// A device that was locked before has its standing signed when the back end first opens (`completeStandings`).
    static let standingTables: [SQLStatement] = [
        """
        CREATE TABLE standings (
            customer TEXT NOT NULL, psd_key TEXT NOT NULL, epoch BIGINT NOT NULL, number BIGINT NOT NULL,
            standing BYTEA NOT NULL, decided_at BIGINT NOT NULL, PRIMARY KEY (customer, psd_key, epoch, number))
        """,
        // The operators' reasons for money that left an account though its device was under suspicion.
        """
        CREATE TABLE operator_words (
            customer TEXT NOT NULL, psd_key TEXT NOT NULL, act TEXT NOT NULL, reason TEXT NOT NULL,
            said_at BIGINT NOT NULL, PRIMARY KEY (customer, psd_key, act))
        """,
        // The newest row of `standings` once more: every answer names it.
        "ALTER TABLE psds ADD COLUMN newest_standing BYTEA",
        "ALTER TABLE psds ADD COLUMN suspected_at BIGINT",
        "ALTER TABLE psds ADD COLUMN suspected_from BIGINT",
        // From which item on was not kept before, so everything of the life is to be looked at.
        """
        UPDATE psds SET suspected_from = start_counter + 1, suspected_at = COALESCE(
            (SELECT MIN(raised_at) FROM alarms AS a WHERE a.customer = psds.customer AND a.psd_key = psds.psd_key
            AND a.code = 'psd_clone_suspected'), enrolled_at) WHERE standing = 'clone_suspected'
        """,
    ]

    /// Version 12: when an operator last looked at a device, so that a suspicion which was published and isn't in the books
    /// is told from one that was lifted.
    static let examinationColumns: [SQLStatement] = ["ALTER TABLE psds ADD COLUMN examined_at BIGINT"]

    /// Version 15: where the life of a device ended that an operator took out of use, and the revocation of its key.
    ///
    /// The ends of devices that were retired before are settled when the back end first opens (`completeEndings`).
    static let endingColumns: [SQLStatement] = [
        "ALTER TABLE psds ADD COLUMN last_item BIGINT",
        "ALTER TABLE psds ADD COLUMN revoked_since BIGINT",
        "ALTER TABLE psds ADD COLUMN revoked_reason TEXT",
    ]
}
