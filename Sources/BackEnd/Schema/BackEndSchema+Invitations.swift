import Storage

extension BackEndSchema {
    /// Version 18: invitations of machines to enrol on site. Like the tables of accounts this one is small, and asked by
    /// strangers who name no customer, so its key is the number alone.
    static let invitationTables: [SQLStatement] = [
        """
        CREATE TABLE invitations (
            number BIGINT PRIMARY KEY, customer TEXT NOT NULL REFERENCES customers, machine TEXT NOT NULL,
            psd_key TEXT NOT NULL, terms BYTEA NOT NULL, secret TEXT NOT NULL, made_at BIGINT NOT NULL,
            expires_at BIGINT NOT NULL, wrong_tries BIGINT NOT NULL, void BIGINT NOT NULL, device_key TEXT,
            machine_key TEXT, granted BYTEA)
        """
    ]
}
