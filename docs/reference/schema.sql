-- The database of the back end as its migrations make it in SQLite, version 21 of the schema.
-- Made from the program, and compared by a test; docs/ledger.md explains each table.

CREATE TABLE acts (place BIGINT PRIMARY KEY, made_at BIGINT NOT NULL, act TEXT NOT NULL);
CREATE TRIGGER acts_remain BEFORE DELETE ON acts
BEGIN SELECT RAISE(ABORT, 'an act is never deleted'); END;
CREATE TRIGGER acts_stay BEFORE UPDATE ON acts
BEGIN SELECT RAISE(ABORT, 'an act is never changed'); END;

CREATE TABLE alarms (
    customer TEXT NOT NULL, psd_key TEXT NOT NULL, code TEXT NOT NULL, detail TEXT NOT NULL,
    raised_at BIGINT NOT NULL, settled_at BIGINT, PRIMARY KEY (customer, psd_key, code, detail));
CREATE TRIGGER alarms_remain BEFORE DELETE ON alarms
BEGIN SELECT RAISE(ABORT, 'an alarm is never deleted'); END;
CREATE TRIGGER alarms_stay BEFORE UPDATE OF customer, psd_key, code, detail ON alarms
BEGIN SELECT RAISE(ABORT, 'an alarm is never changed'); END;

CREATE TABLE attestations (
    customer TEXT NOT NULL, psd_key TEXT NOT NULL, kind TEXT NOT NULL, attestation BYTEA NOT NULL,
    attested_at BIGINT NOT NULL, heard_at BIGINT NOT NULL, PRIMARY KEY (customer, psd_key, kind));

CREATE TABLE audits (
    customer TEXT NOT NULL, psd_key TEXT NOT NULL, audit_id TEXT NOT NULL, nonce TEXT NOT NULL,
    content_hash TEXT NOT NULL, verdict BYTEA NOT NULL, judged_at BIGINT NOT NULL,
    PRIMARY KEY (customer, psd_key, audit_id, nonce));
CREATE TRIGGER audits_remain BEFORE DELETE ON audits
BEGIN SELECT RAISE(ABORT, 'a verdict is never deleted'); END;
CREATE TRIGGER audits_stay BEFORE UPDATE ON audits
BEGIN SELECT RAISE(ABORT, 'a verdict is never changed'); END;

CREATE TABLE books_identity (only_row BIGINT PRIMARY KEY CHECK (only_row = 1), identity TEXT NOT NULL);

CREATE TABLE books_kind (only_row BIGINT PRIMARY KEY, demonstration BIGINT NOT NULL);

CREATE TABLE challan_accounts (challan TEXT PRIMARY KEY, customer TEXT NOT NULL REFERENCES customers);
CREATE INDEX challan_accounts_by_capitals ON challan_accounts (UPPER(challan));
CREATE TRIGGER challan_accounts_remain BEFORE DELETE ON challan_accounts
BEGIN SELECT RAISE(ABORT, 'a challan is never deleted'); END;
CREATE TRIGGER challan_accounts_stay BEFORE UPDATE ON challan_accounts
BEGIN SELECT RAISE(ABORT, 'a challan is never changed'); END;

CREATE TABLE customers (
    customer TEXT PRIMARY KEY, name TEXT NOT NULL, demonstration BIGINT NOT NULL, opened_at BIGINT NOT NULL);

CREATE TABLE deposit_reversals (
    challan TEXT PRIMARY KEY, customer TEXT NOT NULL REFERENCES customers, amount_paise BIGINT NOT NULL,
    reason TEXT NOT NULL, reversed_at BIGINT NOT NULL);
CREATE TRIGGER deposit_reversals_remain BEFORE DELETE ON deposit_reversals
BEGIN SELECT RAISE(ABORT, 'a reversed deposit is never deleted'); END;
CREATE TRIGGER deposit_reversals_stay BEFORE UPDATE ON deposit_reversals
BEGIN SELECT RAISE(ABORT, 'a reversed deposit is never changed'); END;

CREATE TABLE ended_gaps (
    customer TEXT NOT NULL, psd_key TEXT NOT NULL, booked_paise BIGINT NOT NULL, found_at BIGINT NOT NULL,
    PRIMARY KEY (customer, psd_key));
CREATE TRIGGER ended_gaps_remain BEFORE DELETE ON ended_gaps
BEGIN SELECT RAISE(ABORT, 'what books lacked of the end of a device is never deleted'); END;
CREATE TRIGGER ended_gaps_stay BEFORE UPDATE ON ended_gaps
BEGIN SELECT RAISE(ABORT, 'what books lacked of the end of a device is never changed'); END;

CREATE TABLE final_requests (
    customer TEXT NOT NULL, psd_key TEXT NOT NULL, request BYTEA NOT NULL, received_at BIGINT NOT NULL,
    PRIMARY KEY (customer, psd_key));
CREATE TRIGGER final_requests_remain BEFORE DELETE ON final_requests
BEGIN SELECT RAISE(ABORT, 'a request to be withdrawn is never deleted'); END;
CREATE TRIGGER final_requests_stay BEFORE UPDATE ON final_requests
BEGIN SELECT RAISE(ABORT, 'a request to be withdrawn is never changed'); END;

CREATE TABLE funds_keys (public_key TEXT PRIMARY KEY);

CREATE TABLE grants (
    customer TEXT NOT NULL, psd_key TEXT NOT NULL, sequence BIGINT NOT NULL, operation_id TEXT NOT NULL,
    amount_paise BIGINT NOT NULL, control_total_after_paise BIGINT NOT NULL, answer_hash TEXT NOT NULL,
    confirmed_at BIGINT, ended_as TEXT, PRIMARY KEY (customer, psd_key, sequence));
CREATE UNIQUE INDEX grants_by_control_total ON grants (customer, psd_key, control_total_after_paise);
CREATE INDEX grants_in_transit ON grants (customer, psd_key, sequence) WHERE confirmed_at IS NULL;
CREATE TRIGGER grants_remain BEFORE DELETE ON grants
BEGIN SELECT RAISE(ABORT, 'a grant is never deleted'); END;
CREATE TRIGGER grants_stay BEFORE UPDATE OF customer, psd_key, sequence, operation_id, amount_paise, control_total_after_paise, answer_hash ON grants
BEGIN SELECT RAISE(ABORT, 'a grant is never changed'); END;

CREATE TABLE invitations (
    number BIGINT PRIMARY KEY, customer TEXT NOT NULL REFERENCES customers, machine TEXT NOT NULL,
    psd_key TEXT NOT NULL, terms BYTEA NOT NULL, secret TEXT NOT NULL, made_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL, wrong_tries BIGINT NOT NULL, void BIGINT NOT NULL, device_key TEXT,
    machine_key TEXT, granted BYTEA);

CREATE TABLE key_list_publication (
    only_row BIGINT PRIMARY KEY, version BIGINT NOT NULL, published_at BIGINT, failing_since BIGINT,
    failures BIGINT NOT NULL, failure TEXT NOT NULL);

CREATE TABLE "ledger_balances" (
    customer TEXT NOT NULL, account TEXT NOT NULL, balance_paise BIGINT NOT NULL,
    PRIMARY KEY (customer, account),
    CHECK (balance_paise >= 0 OR account IN ('external-cash', 'suspense')));

CREATE VIEW ledger_legs AS
SELECT o.customer, o.operation_id, l.key + 1 AS leg_no,
    CASE l.type WHEN 'array' THEN json_extract(l.value, '$[0]') END AS account,
    CASE WHEN l.type = 'array' AND json_type(l.value, '$[1]') = 'integer'
        THEN json_extract(l.value, '$[1]') END AS amount_paise
FROM ledger_operations AS o, json_each(CASE WHEN json_valid(o.legs) THEN o.legs ELSE '[]' END) AS l;

CREATE TABLE ledger_operations (
    customer TEXT NOT NULL, operation_id TEXT NOT NULL, kind TEXT NOT NULL, booked_at BIGINT NOT NULL, legs TEXT NOT NULL DEFAULT '[]', place BIGINT, chain_hash TEXT,
    PRIMARY KEY (customer, operation_id));
CREATE UNIQUE INDEX ledger_operations_by_place ON ledger_operations (customer, place);
CREATE TRIGGER ledger_operations_linked BEFORE UPDATE OF place, chain_hash ON ledger_operations
WHEN OLD.place IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a link in the chain of bookings is never changed'); END;
CREATE TRIGGER ledger_operations_remain BEFORE DELETE ON ledger_operations
BEGIN SELECT RAISE(ABORT, 'a booking is never deleted'); END;
CREATE TRIGGER ledger_operations_stay BEFORE UPDATE OF customer, operation_id, kind, booked_at, legs ON ledger_operations
BEGIN SELECT RAISE(ABORT, 'a booking is never changed'); END;

CREATE TABLE licensed_keys (
    public_key TEXT PRIMARY KEY, customer TEXT NOT NULL REFERENCES customers, psd_key TEXT NOT NULL);
CREATE TRIGGER licensed_keys_remain BEFORE DELETE ON licensed_keys
BEGIN SELECT RAISE(ABORT, 'the device that a key is licensed for is never deleted'); END;
CREATE TRIGGER licensed_keys_stay BEFORE UPDATE ON licensed_keys
BEGIN SELECT RAISE(ABORT, 'the device that a key is licensed for is never changed'); END;

CREATE TABLE machine_accounts (machine TEXT PRIMARY KEY, customer TEXT NOT NULL REFERENCES customers);

CREATE TABLE machine_certificates (
    customer TEXT NOT NULL, certificate_hash TEXT NOT NULL, machine TEXT NOT NULL, certificate BYTEA NOT NULL,
    expires_at BIGINT NOT NULL, revoked_at BIGINT, follows TEXT, public_key TEXT, PRIMARY KEY (customer, certificate_hash));

CREATE TABLE machines (
    customer TEXT NOT NULL, machine TEXT NOT NULL, standing TEXT NOT NULL, enrolled_at BIGINT NOT NULL, readmitted_until BIGINT,
    PRIMARY KEY (customer, machine));

CREATE TABLE operator_words (
    customer TEXT NOT NULL, psd_key TEXT NOT NULL, act TEXT NOT NULL, reason TEXT NOT NULL,
    said_at BIGINT NOT NULL, PRIMARY KEY (customer, psd_key, act));
CREATE TRIGGER operator_words_remain BEFORE DELETE ON operator_words
BEGIN SELECT RAISE(ABORT, 'a word of an operator is never deleted'); END;
CREATE TRIGGER operator_words_stay BEFORE UPDATE ON operator_words
BEGIN SELECT RAISE(ABORT, 'a word of an operator is never changed'); END;

CREATE TABLE psd_accounts (psd_key TEXT PRIMARY KEY, customer TEXT NOT NULL REFERENCES customers);

CREATE TABLE psd_permits (
    customer TEXT NOT NULL, psd_key TEXT NOT NULL, public_key TEXT NOT NULL, machine TEXT NOT NULL,
    licence TEXT NOT NULL, state TEXT NOT NULL, limits BYTEA NOT NULL, permitted_at BIGINT NOT NULL, signature TEXT,
    PRIMARY KEY (customer, psd_key));

CREATE TABLE psds (
    customer TEXT NOT NULL, psd_key TEXT NOT NULL, machine TEXT NOT NULL, public_key TEXT NOT NULL,
    licence TEXT NOT NULL, state TEXT NOT NULL, descending_maximum_paise BIGINT NOT NULL,
    inspection_lock_days BIGINT NOT NULL, standing TEXT NOT NULL, next_sequence BIGINT NOT NULL,
    last_attempt BIGINT NOT NULL, granted_paise BIGINT NOT NULL, statement_counter BIGINT NOT NULL,
    last_statement BYTEA, inspection_due_at BIGINT NOT NULL, authorisation BYTEA NOT NULL,
    certificate BYTEA NOT NULL, enrolled_at BIGINT NOT NULL, start_ascending_paise BIGINT NOT NULL DEFAULT 0, start_counter BIGINT NOT NULL DEFAULT 0, start_sequence BIGINT NOT NULL DEFAULT 0, start_statement_counter BIGINT NOT NULL DEFAULT 0, start_chain_head TEXT NOT NULL DEFAULT '0000000000000000000000000000000000000000000000000000000000000000', start_last_grant TEXT NOT NULL DEFAULT '0000000000000000000000000000000000000000000000000000000000000000', ended_at BIGINT, end_reason TEXT, audit_wanted_at BIGINT, newest_standing BYTEA, suspected_at BIGINT, suspected_from BIGINT, examined_at BIGINT, last_item BIGINT, revoked_since BIGINT, revoked_reason TEXT, service_root TEXT, PRIMARY KEY (customer, psd_key));

CREATE TABLE refills (
    customer TEXT NOT NULL, operation_id TEXT NOT NULL, psd_key TEXT NOT NULL, sequence BIGINT NOT NULL,
    attempt BIGINT NOT NULL, amount_paise BIGINT NOT NULL, decision TEXT NOT NULL, answer BYTEA NOT NULL,
    decided_at BIGINT NOT NULL, PRIMARY KEY (customer, operation_id));
CREATE UNIQUE INDEX refills_by_attempt ON refills (customer, psd_key, sequence, attempt);
CREATE TRIGGER refills_remain BEFORE DELETE ON refills
BEGIN SELECT RAISE(ABORT, 'a decided refill is never deleted'); END;
CREATE TRIGGER refills_stay BEFORE UPDATE ON refills
BEGIN SELECT RAISE(ABORT, 'a decided refill is never changed'); END;

CREATE TABLE refunds (
    customer TEXT NOT NULL, psd_key TEXT NOT NULL, counter BIGINT NOT NULL, paid_paise BIGINT NOT NULL,
    deduction_paise BIGINT NOT NULL, rule TEXT NOT NULL, decided_at BIGINT NOT NULL,
    PRIMARY KEY (customer, psd_key, counter));
CREATE TRIGGER refunds_remain BEFORE DELETE ON refunds
BEGIN SELECT RAISE(ABORT, 'a refund is never deleted'); END;
CREATE TRIGGER refunds_stay BEFORE UPDATE ON refunds
BEGIN SELECT RAISE(ABORT, 'a refund is never changed'); END;

CREATE TABLE schema_version (only_row BIGINT PRIMARY KEY, version BIGINT NOT NULL);

CREATE TABLE service_directory (
    only_row BIGINT PRIMARY KEY, version BIGINT NOT NULL, services BYTEA NOT NULL);

CREATE TABLE service_epoch (only_row BIGINT PRIMARY KEY, epoch BIGINT NOT NULL);

CREATE TABLE service_root (only_row BIGINT PRIMARY KEY, fingerprint TEXT NOT NULL);

CREATE TABLE spoils (
    customer TEXT NOT NULL, psd_key TEXT NOT NULL, counter BIGINT NOT NULL, declaration BYTEA NOT NULL,
    received_at BIGINT NOT NULL, PRIMARY KEY (customer, psd_key, counter));
CREATE TRIGGER spoils_remain BEFORE DELETE ON spoils
BEGIN SELECT RAISE(ABORT, 'a declaration of a spoiled impression is never deleted'); END;
CREATE TRIGGER spoils_stay BEFORE UPDATE ON spoils
BEGIN SELECT RAISE(ABORT, 'a declaration of a spoiled impression is never changed'); END;

CREATE TABLE standings (
    customer TEXT NOT NULL, psd_key TEXT NOT NULL, epoch BIGINT NOT NULL, number BIGINT NOT NULL,
    standing BYTEA NOT NULL, decided_at BIGINT NOT NULL, PRIMARY KEY (customer, psd_key, epoch, number));
CREATE TRIGGER standings_remain BEFORE DELETE ON standings
BEGIN SELECT RAISE(ABORT, 'a standing is never deleted'); END;
CREATE TRIGGER standings_stay BEFORE UPDATE ON standings
BEGIN SELECT RAISE(ABORT, 'a standing is never changed'); END;

CREATE TABLE statements (
    customer TEXT NOT NULL, psd_key TEXT NOT NULL, counter BIGINT NOT NULL, hash TEXT NOT NULL,
    seen_at BIGINT NOT NULL, PRIMARY KEY (customer, psd_key, counter));
CREATE TRIGGER statements_remain BEFORE DELETE ON statements
BEGIN SELECT RAISE(ABORT, 'a statement is never deleted'); END;
CREATE TRIGGER statements_stay BEFORE UPDATE ON statements
BEGIN SELECT RAISE(ABORT, 'a statement is never changed'); END;

CREATE TABLE usage_heads (
    customer TEXT NOT NULL, psd_key TEXT NOT NULL, counter BIGINT NOT NULL, ascending_paise BIGINT NOT NULL,
    chain_head TEXT, reported_paise BIGINT NOT NULL, control_total_paise BIGINT NOT NULL,
    PRIMARY KEY (customer, psd_key));

CREATE TABLE usage_records (
    customer TEXT NOT NULL, psd_key TEXT NOT NULL, counter BIGINT NOT NULL, value_paise BIGINT NOT NULL,
    made_at BIGINT NOT NULL, state TEXT NOT NULL, article TEXT NOT NULL, stamp_signature TEXT NOT NULL,
    ascending_paise BIGINT NOT NULL, descending_paise BIGINT NOT NULL, previous TEXT NOT NULL,
    signature TEXT NOT NULL, chain_hash TEXT NOT NULL, reported_paise BIGINT NOT NULL,
    received_at BIGINT NOT NULL, PRIMARY KEY (customer, psd_key, counter));
CREATE TRIGGER usage_records_remain BEFORE DELETE ON usage_records
BEGIN SELECT RAISE(ABORT, 'a usage record is never deleted'); END;
CREATE TRIGGER usage_records_stay BEFORE UPDATE ON usage_records
BEGIN SELECT RAISE(ABORT, 'a usage record is never changed'); END;

CREATE TABLE usage_set_aside (
    customer TEXT NOT NULL, psd_key TEXT NOT NULL, counter BIGINT NOT NULL, chain_hash TEXT NOT NULL,
    reason TEXT NOT NULL, record BYTEA NOT NULL, received_at BIGINT NOT NULL, settled_at BIGINT,
    PRIMARY KEY (customer, psd_key, counter, chain_hash));
CREATE TRIGGER usage_set_aside_remain BEFORE DELETE ON usage_set_aside
BEGIN SELECT RAISE(ABORT, 'a record set aside is never deleted'); END;
CREATE TRIGGER usage_set_aside_stay BEFORE UPDATE OF customer, psd_key, counter, chain_hash, reason, record, received_at ON usage_set_aside
BEGIN SELECT RAISE(ABORT, 'a record set aside is never changed'); END;

CREATE TABLE withdrawals (
    customer TEXT NOT NULL, psd_key TEXT NOT NULL, operation_id TEXT NOT NULL, removed_paise BIGINT NOT NULL,
    last_counter BIGINT NOT NULL, life_end BYTEA NOT NULL, ordered_at BIGINT NOT NULL, confirmed_at BIGINT,
    PRIMARY KEY (customer, psd_key));
CREATE TRIGGER withdrawals_remain BEFORE DELETE ON withdrawals
BEGIN SELECT RAISE(ABORT, 'a withdrawal is never deleted'); END;
CREATE TRIGGER withdrawals_stay BEFORE UPDATE OF customer, psd_key, operation_id, removed_paise, last_counter, life_end, ordered_at ON withdrawals
BEGIN SELECT RAISE(ABORT, 'a withdrawal is never changed'); END;
