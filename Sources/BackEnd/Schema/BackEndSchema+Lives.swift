import Storage

extension BackEndSchema {
    /// Version 4: the ledger's hash chain, lives of devices and how they end, spoiled impressions and refunds.
    static let livesTables: [SQLStatement] = chainTables + balancesWithSuspense + lifeColumns + endTables + spoilTables

    private static let chainTables: [SQLStatement] = [
        """
        CREATE TABLE ledger_chain (
            customer TEXT NOT NULL, place BIGINT NOT NULL, operation_id TEXT NOT NULL, chain_hash TEXT NOT NULL,
            PRIMARY KEY (customer, place), FOREIGN KEY (customer, operation_id) REFERENCES ledger_operations)
        """,
        "CREATE UNIQUE INDEX ledger_chain_by_operation ON ledger_chain (customer, operation_id)",
        "CREATE TABLE challan_accounts (challan TEXT PRIMARY KEY, customer TEXT NOT NULL REFERENCES customers)",
        """
        INSERT INTO challan_accounts SELECT SUBSTR(operation_id, 9), customer FROM ledger_operations
        WHERE kind = 'deposit' ON CONFLICT DO NOTHING
        """,
    ]

    // SQLite cannot change a CHECK, so the table is made anew.
    private static let balancesWithSuspense: [SQLStatement] = [
        """
        CREATE TABLE ledger_balances_4 (
            customer TEXT NOT NULL, account TEXT NOT NULL, balance_paise BIGINT NOT NULL,
            PRIMARY KEY (customer, account),
            CHECK (balance_paise >= 0 OR account IN ('external-cash', 'suspense')))
        """,
        "INSERT INTO ledger_balances_4 SELECT customer, account, balance_paise FROM ledger_balances",
        "DROP TABLE ledger_balances",
        "ALTER TABLE ledger_balances_4 RENAME TO ledger_balances",
    ]

    private static let zeroHash = String(repeating: "0", count: 64)

    private static let lifeColumns: [SQLStatement] = [
        "ALTER TABLE psds ADD COLUMN start_ascending_paise BIGINT NOT NULL DEFAULT 0",
        "ALTER TABLE psds ADD COLUMN start_counter BIGINT NOT NULL DEFAULT 0",
        "ALTER TABLE psds ADD COLUMN start_sequence BIGINT NOT NULL DEFAULT 0",
        "ALTER TABLE psds ADD COLUMN start_statement_counter BIGINT NOT NULL DEFAULT 0",
        SQLStatement(stringLiteral: "ALTER TABLE psds ADD COLUMN start_chain_head TEXT NOT NULL DEFAULT '\(zeroHash)'"),
        SQLStatement(stringLiteral: "ALTER TABLE psds ADD COLUMN start_last_grant TEXT NOT NULL DEFAULT '\(zeroHash)'"),
        // When the life ended, and why where an operator ended it.
        "ALTER TABLE psds ADD COLUMN ended_at BIGINT",
        "ALTER TABLE psds ADD COLUMN end_reason TEXT",
        // When an operator asked for an audit; the next good or bad one answers it.
        "ALTER TABLE psds ADD COLUMN audit_wanted_at BIGINT",
        // How a grant stopped being in transit: delivered (null where confirmed before version 4) or returned.
        "ALTER TABLE grants ADD COLUMN ended_as TEXT",
        // Each statement asks for the grants in transit, which are one or none of the thousands that a device has.
        "CREATE INDEX grants_in_transit ON grants (customer, psd_key, sequence) WHERE confirmed_at IS NULL",
        """
        CREATE TABLE psd_permits (
            customer TEXT NOT NULL, psd_key TEXT NOT NULL, public_key TEXT NOT NULL, machine TEXT NOT NULL,
            licence TEXT NOT NULL, state TEXT NOT NULL, limits BYTEA NOT NULL, permitted_at BIGINT NOT NULL,
            PRIMARY KEY (customer, psd_key))
        """,
    ]

    private static let endTables: [SQLStatement] = [
        """
        CREATE TABLE withdrawals (
            customer TEXT NOT NULL, psd_key TEXT NOT NULL, operation_id TEXT NOT NULL, removed_paise BIGINT NOT NULL,
            last_counter BIGINT NOT NULL, life_end BYTEA NOT NULL, ordered_at BIGINT NOT NULL, confirmed_at BIGINT,
            PRIMARY KEY (customer, psd_key))
        """
    ]

    /// Version 6: what a device signed at its end while money was on its way to it.
    static let finalRequestTables: [SQLStatement] = [
        """
        CREATE TABLE final_requests (
            customer TEXT NOT NULL, psd_key TEXT NOT NULL, request BYTEA NOT NULL, received_at BIGINT NOT NULL,
            PRIMARY KEY (customer, psd_key))
        """
    ]

    private static let spoilTables: [SQLStatement] = [
        """
        CREATE TABLE spoils (
            customer TEXT NOT NULL, psd_key TEXT NOT NULL, counter BIGINT NOT NULL, declaration BYTEA NOT NULL,
            received_at BIGINT NOT NULL, PRIMARY KEY (customer, psd_key, counter))
        """,
        """
        CREATE TABLE refunds (
            customer TEXT NOT NULL, psd_key TEXT NOT NULL, counter BIGINT NOT NULL, paid_paise BIGINT NOT NULL,
            deduction_paise BIGINT NOT NULL, rule TEXT NOT NULL, decided_at BIGINT NOT NULL,
            PRIMARY KEY (customer, psd_key, counter))
        """,
    ]
}
