import Storage

/// The tables of the back end.
///
/// Every key leads with the customer account, so the tables can be spread over many hosts by customer; the two
/// `*_accounts` tables say which customer a machine or device belongs to and are small enough to be everywhere.
/// Amounts are paise, times seconds of UTC, hashes and keys lower-case hexadecimal. `docs/ledger.md` explains
/// each table.
public enum BackEndSchema {
    /// All steps, oldest first.
    public static let migrations = [
        SchemaMigration(
            version: 1,
            statements: accountTables + ledgerTables + refillTables + auditTables + usageTables + serviceTables
                + triggers(KeptRows.money)),
        SchemaMigration(version: 2, statements: triggers(KeptRows.decisions)),
        SchemaMigration(version: 3, statements: triggers(KeptRows.judgements)),
        SchemaMigration(version: 4, statements: livesTables + triggers(KeptRows.ends)),
        SchemaMigration(version: 5, statements: bookingsInOneRow),
        SchemaMigration(version: 6, statements: finalRequestTables + triggers(KeptRows.lastWords)),
        SchemaMigration(version: identityVersion, statements: identityTable),
        SchemaMigration(version: 8, statements: reversalTables + triggers(KeptRows.reversals)),
        SchemaMigration(version: 9, statements: actTables + triggers(KeptRows.acts)),
        SchemaMigration(version: 10, statements: publicationTables),
        SchemaMigration(version: 11, statements: standingTables + triggers(KeptRows.standings)),
        SchemaMigration(version: 12, statements: examinationColumns),
        SchemaMigration(version: 13, statements: challanSpellings),
        SchemaMigration(version: 14, statements: licensedKeyTable + triggers(KeptRows.licensedKeys)),
        SchemaMigration(version: 15, statements: endingColumns),
        SchemaMigration(version: 16, statements: trustTables),
        SchemaMigration(version: 17, statements: invitationTables),
        SchemaMigration(version: 18, statements: fundsKeyTable),
        SchemaMigration(version: 19, statements: kindAndRoots),
        // Values are written in the binary form of today, which programs of before don't read.
        SchemaMigration(version: 20, statements: []),
        SchemaMigration(version: 21, statements: attestationTable),
    ]

    private static func triggers(_ kept: [KeptRows]) -> [SQLStatement] { kept.flatMap(\.triggers) }

    private static let accountTables: [SQLStatement] = [
        """
        CREATE TABLE customers (
            customer TEXT PRIMARY KEY, name TEXT NOT NULL, demonstration BIGINT NOT NULL, opened_at BIGINT NOT NULL)
        """,
        "CREATE TABLE machine_accounts (machine TEXT PRIMARY KEY, customer TEXT NOT NULL REFERENCES customers)",
        "CREATE TABLE psd_accounts (psd_key TEXT PRIMARY KEY, customer TEXT NOT NULL REFERENCES customers)",
        """
        CREATE TABLE machines (
            customer TEXT NOT NULL, machine TEXT NOT NULL, standing TEXT NOT NULL, enrolled_at BIGINT NOT NULL,
            PRIMARY KEY (customer, machine))
        """,
        """
        CREATE TABLE machine_certificates (
            customer TEXT NOT NULL, certificate_hash TEXT NOT NULL, machine TEXT NOT NULL, certificate BYTEA NOT NULL,
            expires_at BIGINT NOT NULL, revoked_at BIGINT, PRIMARY KEY (customer, certificate_hash))
        """,
        """
        CREATE TABLE psds (
            customer TEXT NOT NULL, psd_key TEXT NOT NULL, machine TEXT NOT NULL, public_key TEXT NOT NULL,
            licence TEXT NOT NULL, state TEXT NOT NULL, descending_maximum_paise BIGINT NOT NULL,
            inspection_lock_days BIGINT NOT NULL, standing TEXT NOT NULL, next_sequence BIGINT NOT NULL,
            last_attempt BIGINT NOT NULL, granted_paise BIGINT NOT NULL, statement_counter BIGINT NOT NULL,
            last_statement BYTEA, inspection_due_at BIGINT NOT NULL, authorisation BYTEA NOT NULL,
            certificate BYTEA NOT NULL, enrolled_at BIGINT NOT NULL, PRIMARY KEY (customer, psd_key))
        """,
    ]

    private static let ledgerTables: [SQLStatement] = [
        """
        CREATE TABLE ledger_operations (
            customer TEXT NOT NULL, operation_id TEXT NOT NULL, kind TEXT NOT NULL, booked_at BIGINT NOT NULL,
            PRIMARY KEY (customer, operation_id))
        """,
        """
        CREATE TABLE ledger_legs (
            customer TEXT NOT NULL, operation_id TEXT NOT NULL, leg_no BIGINT NOT NULL, account TEXT NOT NULL,
            amount_paise BIGINT NOT NULL CHECK (amount_paise <> 0), PRIMARY KEY (customer, operation_id, leg_no),
            FOREIGN KEY (customer, operation_id) REFERENCES ledger_operations)
        """,
        """
        CREATE TABLE ledger_balances (
            customer TEXT NOT NULL, account TEXT NOT NULL, balance_paise BIGINT NOT NULL,
            PRIMARY KEY (customer, account), CHECK (balance_paise >= 0 OR account = 'external-cash'))
        """,
    ]

    private static let refillTables: [SQLStatement] = [
        """
        CREATE TABLE refills (
            customer TEXT NOT NULL, operation_id TEXT NOT NULL, psd_key TEXT NOT NULL, sequence BIGINT NOT NULL,
            attempt BIGINT NOT NULL, amount_paise BIGINT NOT NULL, decision TEXT NOT NULL, answer BYTEA NOT NULL,
            decided_at BIGINT NOT NULL, PRIMARY KEY (customer, operation_id))
        """,
        "CREATE UNIQUE INDEX refills_by_attempt ON refills (customer, psd_key, sequence, attempt)",
        """
        CREATE TABLE grants (
            customer TEXT NOT NULL, psd_key TEXT NOT NULL, sequence BIGINT NOT NULL, operation_id TEXT NOT NULL,
            amount_paise BIGINT NOT NULL, control_total_after_paise BIGINT NOT NULL, answer_hash TEXT NOT NULL,
            confirmed_at BIGINT, PRIMARY KEY (customer, psd_key, sequence))
        """,
        "CREATE UNIQUE INDEX grants_by_control_total ON grants (customer, psd_key, control_total_after_paise)",
    ]

    private static let auditTables: [SQLStatement] = [
        """
        CREATE TABLE statements (
            customer TEXT NOT NULL, psd_key TEXT NOT NULL, counter BIGINT NOT NULL, hash TEXT NOT NULL,
            seen_at BIGINT NOT NULL, PRIMARY KEY (customer, psd_key, counter))
        """,
        """
        CREATE TABLE audits (
            customer TEXT NOT NULL, psd_key TEXT NOT NULL, audit_id TEXT NOT NULL, nonce TEXT NOT NULL,
            content_hash TEXT NOT NULL, verdict BYTEA NOT NULL, judged_at BIGINT NOT NULL,
            PRIMARY KEY (customer, psd_key, audit_id, nonce))
        """,
        """
        CREATE TABLE alarms (
            customer TEXT NOT NULL, psd_key TEXT NOT NULL, code TEXT NOT NULL, detail TEXT NOT NULL,
            raised_at BIGINT NOT NULL, settled_at BIGINT, PRIMARY KEY (customer, psd_key, code, detail))
        """,
    ]

    private static let usageTables: [SQLStatement] = [
        """
        CREATE TABLE usage_records (
            customer TEXT NOT NULL, psd_key TEXT NOT NULL, counter BIGINT NOT NULL, value_paise BIGINT NOT NULL,
            made_at BIGINT NOT NULL, state TEXT NOT NULL, article TEXT NOT NULL, stamp_signature TEXT NOT NULL,
            ascending_paise BIGINT NOT NULL, descending_paise BIGINT NOT NULL, previous TEXT NOT NULL,
            signature TEXT NOT NULL, chain_hash TEXT NOT NULL, reported_paise BIGINT NOT NULL,
            received_at BIGINT NOT NULL, PRIMARY KEY (customer, psd_key, counter))
        """,
        """
        CREATE TABLE usage_set_aside (
            customer TEXT NOT NULL, psd_key TEXT NOT NULL, counter BIGINT NOT NULL, chain_hash TEXT NOT NULL,
            reason TEXT NOT NULL, record BYTEA NOT NULL, received_at BIGINT NOT NULL, settled_at BIGINT,
            PRIMARY KEY (customer, psd_key, counter, chain_hash))
        """,
        """
        CREATE TABLE usage_heads (
            customer TEXT NOT NULL, psd_key TEXT NOT NULL, counter BIGINT NOT NULL, ascending_paise BIGINT NOT NULL,
            chain_head TEXT, reported_paise BIGINT NOT NULL, control_total_paise BIGINT NOT NULL,
            PRIMARY KEY (customer, psd_key))
        """,
    ]

    private static let reversalTables: [SQLStatement] = [
        """
        CREATE TABLE deposit_reversals (
            challan TEXT PRIMARY KEY, customer TEXT NOT NULL REFERENCES customers, amount_paise BIGINT NOT NULL,
            reason TEXT NOT NULL, reversed_at BIGINT NOT NULL)
        """
    ]

    /// A challan number is looked up however its letters are written (`ChallanSpellings`).
    private static let challanSpellings: [SQLStatement] = [
        "CREATE INDEX challan_accounts_by_capitals ON challan_accounts (UPPER(challan))"
    ]

    /// Version 16: which certificate a renewed one follows until it was used, for which key it is, and until when an
    /// operator lets a machine with an expired one renew it.
    private static let trustTables: [SQLStatement] = [
        "ALTER TABLE machine_certificates ADD COLUMN follows TEXT",
        "ALTER TABLE machine_certificates ADD COLUMN public_key TEXT",
        "ALTER TABLE machines ADD COLUMN readmitted_until BIGINT",
        // Which service root this back end was given, so that a lost one is never made again.
        "CREATE TABLE service_root (only_row BIGINT PRIMARY KEY, fingerprint TEXT NOT NULL)",
    ]

    /// Under which funds keys devices were told how they stand.
    private static let fundsKeyTable: [SQLStatement] = ["CREATE TABLE funds_keys (public_key TEXT PRIMARY KEY)"]

    /// Version 19: whether the books are a demonstration's, which service root a device said that it obeys, and the funds
    /// service's signature over what operators permit. A permit of before has none, and has to be given again.
    private static let kindAndRoots: [SQLStatement] = [
        "CREATE TABLE books_kind (only_row BIGINT PRIMARY KEY, demonstration BIGINT NOT NULL)",
        "ALTER TABLE psds ADD COLUMN service_root TEXT",
        "ALTER TABLE psd_permits ADD COLUMN signature TEXT",
    ]

    /// A public key is licensed once. Books of earlier versions may hold one twice: then it is the first device's.
    private static let licensedKeyTable: [SQLStatement] = [
        """
        CREATE TABLE licensed_keys (
            public_key TEXT PRIMARY KEY, customer TEXT NOT NULL REFERENCES customers, psd_key TEXT NOT NULL)
        """,
        """
        INSERT INTO licensed_keys SELECT public_key, customer, psd_key FROM psds WHERE public_key <> ''
        ORDER BY enrolled_at, psd_key ON CONFLICT DO NOTHING
        """,
    ]

    private static let serviceTables: [SQLStatement] = [
        "CREATE TABLE service_epoch (only_row BIGINT PRIMARY KEY, epoch BIGINT NOT NULL)",
        "INSERT INTO service_epoch VALUES (1, 1)",
        """
        CREATE TABLE service_directory (
            only_row BIGINT PRIMARY KEY, version BIGINT NOT NULL, services BYTEA NOT NULL)
        """,
    ]
}
