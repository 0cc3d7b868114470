extension Tampering {
    private static let firstAnswer = "WHERE sequence = 1 AND decision = 'granted'"

    static let ofRefills = [
        Tampering(
            testDescription: "a grant's amount changed",
            sql: "UPDATE grants SET amount_paise = amount_paise + 1 WHERE sequence = 1",
            invariant: .grantComplete, table: "grants", key: "P00000042-1 1"),
        Tampering(
            testDescription: "a grant's control total changed",
            sql: "UPDATE grants SET control_total_after_paise = control_total_after_paise + 1 WHERE sequence = 2",
            invariant: .grantControlTotal, table: "grants", key: "P00000042-1 2"),
        Tampering(
            testDescription: "a stored answer's bytes changed",
            // 500000 paise, in the compact form of an answer.
            sql: "UPDATE refills SET answer = CAST(replace(answer, x'07A120', x'07A121') AS BLOB) \(firstAnswer)",
            invariant: .refillAnswer, table: "refills", key: "01012a"),
        Tampering(
            testDescription: "a stored answer that is none",
            sql: "UPDATE refills SET answer = CAST('{}' AS BLOB) \(firstAnswer)",
            invariant: .rowReadable, table: "refills", key: "01012a"),
        Tampering(
            testDescription: "a refusal turned into a grant",
            sql: "UPDATE refills SET decision = 'granted' WHERE decision = 'refused'",
            invariant: .refillAnswer, table: "refills", key: "2a"),
        Tampering(
            testDescription: "a sequence skipped", sql: "UPDATE psds SET next_sequence = next_sequence + 1",
            invariant: .grantSequence, table: "psds", key: "P00000042-1"),
        Tampering(
            testDescription: "a grant removed", sql: "DELETE FROM grants WHERE sequence = 2",
            invariant: .grantSequence, table: "grants", key: "P00000042-1 3"),
        Tampering(
            testDescription: "more granted than the grants are",
            sql: "UPDATE psds SET granted_paise = granted_paise + 100",
            invariant: .grantControlTotal, table: "psds", key: "P00000042-1"),
        Tampering(
            testDescription: "a confirmation cleared",
            sql: "UPDATE grants SET confirmed_at = NULL, ended_as = NULL WHERE sequence = 1",
            invariant: .grantEnd, table: "grants", key: "P00000042-1 1"),
        Tampering(
            testDescription: "an attempt forgotten", sql: "UPDATE psds SET last_attempt = last_attempt + 1",
            invariant: .refillAttempt, table: "psds", key: "P00000042-1"),
    ]

    static let ofDevices = [
        Tampering(
            testDescription: "the newest standing taken off a device", sql: "UPDATE psds SET newest_standing = NULL",
            invariant: .standing, table: "psds", key: "P00000042-1"),
        Tampering(
            testDescription: "a standing reworded",
            sql:
                "UPDATE standings SET standing = CAST(replace(standing, 'blocked', 'retired') AS BLOB) WHERE number = 1",
            invariant: .standing, table: "standings", key: "P00000042-1 1.1"),
        Tampering(
            testDescription: "a standing removed", sql: "DELETE FROM standings WHERE number = 2",
            invariant: .standing, table: "psds", key: "P00000042-1"),
        Tampering(
            testDescription: "a usage record removed", sql: "DELETE FROM usage_records WHERE counter = 2",
            invariant: .usageGapless, table: "usage_records", key: "P00000042-1 2"),
        Tampering(
            testDescription: "a usage record's value changed",
            sql: "UPDATE usage_records SET value_paise = value_paise + 100 WHERE counter = 2",
            invariant: .usageSignature, table: "usage_records", key: "P00000042-1 2"),
        Tampering(
            testDescription: "a usage record's registers changed",
            sql: "UPDATE usage_records SET descending_paise = descending_paise + 1 WHERE counter = 1",
            invariant: .usageChain, table: "usage_records", key: "P00000042-1 1"),
        Tampering(
            testDescription: "a running sum changed",
            sql: "UPDATE usage_records SET reported_paise = reported_paise + 1 WHERE counter = 3",
            invariant: .usageSum, table: "usage_records", key: "P00000042-1 3"),
        Tampering(
            testDescription: "a record set aside removed", sql: "DELETE FROM usage_set_aside",
            invariant: .usageGapless, table: "usage_records", key: "P00000042-1 5"),
        Tampering(
            testDescription: "the last record removed", sql: "DELETE FROM usage_records WHERE counter = 6",
            invariant: .usageHead, table: "usage_heads", key: "P00000042-1"),
        Tampering(
            testDescription: "the head moved", sql: "UPDATE usage_heads SET counter = counter + 1",
            invariant: .usageHead, table: "usage_heads", key: "P00000042-1"),
        Tampering(
            testDescription: "the statement counter lowered",
            sql: "UPDATE psds SET statement_counter = statement_counter - 1",
            invariant: .statement, table: "psds", key: "P00000042-1"),
        Tampering(
            testDescription: "a verdict reworded",
            sql: """
                UPDATE audits SET verdict = CAST(substr(verdict, 1, 22) || 'X' || substr(verdict, 24) AS BLOB)
                WHERE rowid = 1
                """,
            invariant: .verdict, table: "audits", key: "2a"),
        Tampering(
            testDescription: "a device's limit raised",
            sql: "UPDATE psds SET descending_maximum_paise = descending_maximum_paise * 10",
            invariant: .authorisation, table: "psds", key: "P00000042-1"),
        Tampering(
            testDescription: "another key put under a device",
            sql: "UPDATE psds SET public_key = '\(String(repeating: "5a", count: 32))'",
            invariant: .certificate, table: "psds", key: "P00000042-1"),
        Tampering(
            testDescription: "a device given another owner", sql: "DELETE FROM psd_accounts",
            invariant: .owner, table: "psd_accounts", key: "P00000042-1"),
    ]
}
