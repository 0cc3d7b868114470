import Storage

extension BackEndSchema {
    /// What the back end decided, in order; and the ends of devices of which restored books lack a part.
    static let actTables: [SQLStatement] = [
        "CREATE TABLE acts (place BIGINT PRIMARY KEY, made_at BIGINT NOT NULL, act TEXT NOT NULL)",
        // What the books could give back of what a device gave up: the rest was granted after the backup.
        """
        CREATE TABLE ended_gaps (
            customer TEXT NOT NULL, psd_key TEXT NOT NULL, booked_paise BIGINT NOT NULL, found_at BIGINT NOT NULL,
            PRIMARY KEY (customer, psd_key))
        """,
    ]
}
