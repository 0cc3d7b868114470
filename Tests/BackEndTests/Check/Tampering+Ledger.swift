extension Tampering {
    private static let deposit = "operation_id = 'deposit:DEMO-1'"
    private static let confirmation = "operation_id = 'confirmation:P00000042-1:1'"
    private static let lastRefill = "operation_id = 'refill:' || (SELECT operation_id FROM grants WHERE sequence = 3)"

    private static let doubled = """
        UPDATE ledger_operations SET legs = json_set(legs, '$[0][1]', json_extract(legs, '$[0][1]') * 2,
            '$[1][1]', json_extract(legs, '$[1][1]') * 2)
        """

    static let ofLedger = [
        Tampering(
            testDescription: "a leg changed",
            sql: """
                UPDATE ledger_operations SET legs = json_set(legs, '$[1][1]', json_extract(legs, '$[1][1]') + 1)
                WHERE \(deposit)
                """,
            invariant: .bookingLegs, table: "ledger_operations", key: "deposit:DEMO-1"),
        Tampering(
            testDescription: "a leg to an account that is none",
            sql: "UPDATE ledger_operations SET legs = json_set(legs, '$[1][0]', 'gifts') WHERE \(deposit)",
            invariant: .bookingLegs, table: "ledger_operations", key: "deposit:DEMO-1"),
        Tampering(
            testDescription: "legs that are no legs",
            sql: "UPDATE ledger_operations SET legs = '[[' WHERE \(deposit)",
            invariant: .bookingLegs, table: "ledger_operations", key: "deposit:DEMO-1"),
        Tampering(
            testDescription: "legs that are JSON and no legs",
            sql: "UPDATE ledger_operations SET legs = '[\"x\"]' WHERE \(lastRefill)",
            invariant: .bookingLegs, table: "ledger_operations", key: ""),
        Tampering(
            testDescription: "a booking at a place before the first",
            sql: "UPDATE ledger_operations SET place = 0 WHERE \(confirmation)",
            invariant: .chainComplete, table: "ledger_operations", key: "confirmation:P00000042-1:1"),
        Tampering(
            testDescription: "a booking without a name past the chain",
            sql: """
                INSERT INTO ledger_operations VALUES ('CUST-1', '', 'deposit', 1790000000,
                    '[["external-cash",-100],["customer-funds",100]]', NULL, NULL)
                """,
            invariant: .balanceSum, table: "ledger_balances", key: "customer-funds"),
        Tampering(
            testDescription: "a whole booking and its balances doubled",
            sql: """
                UPDATE ledger_balances SET balance_paise = balance_paise + 10000000 WHERE account = 'customer-funds';
                UPDATE ledger_balances SET balance_paise = balance_paise - 10000000 WHERE account = 'external-cash';
                \(doubled) WHERE \(deposit)
                """,
            invariant: .chainHash, table: "ledger_operations", key: "1 deposit:DEMO-1"),
        Tampering(
            testDescription: "a booking removed",
            sql: "DELETE FROM ledger_operations WHERE \(confirmation)",
            invariant: .chainGapless, table: "ledger_operations", key: "4 usage:P00000042-1:1-3"),
        Tampering(
            testDescription: "a booking taken out of the chain",
            sql: "UPDATE ledger_operations SET place = NULL WHERE \(confirmation)",
            invariant: .chainComplete, table: "ledger_operations", key: "confirmation:P00000042-1:1"),
        Tampering(
            testDescription: "the chain cut at its end",
            sql: """
                UPDATE ledger_operations SET place = NULL, chain_hash = NULL
                WHERE operation_id = 'usage:P00000042-1:4-6' OR place = 8
                """,
            invariant: .chainComplete, table: "ledger_operations", key: "usage:P00000042-1:4-6"),
        Tampering(
            testDescription: "two bookings that changed places",
            sql: """
                UPDATE ledger_operations SET place = -3 WHERE place = 3; UPDATE ledger_operations SET place = 3 WHERE place = 4;
                UPDATE ledger_operations SET place = 4 WHERE place = -3
                """,
            invariant: .chainHash, table: "ledger_operations", key: "4 confirmation:P00000042-1:1"),
        Tampering(
            testDescription: "the last booking removed with its balances",
            sql: """
                UPDATE ledger_balances SET balance_paise = balance_paise + 30000 WHERE account = 'customer-funds';
                UPDATE ledger_balances SET balance_paise = balance_paise - 30000 WHERE account LIKE 'in-transit:%';
                DELETE FROM ledger_operations WHERE \(lastRefill)
                """,
            invariant: .grantComplete, table: "grants", key: "P00000042-1 3"),
        Tampering(
            testDescription: "the last booking replaced and its link computed anew",
            sql: """
                UPDATE ledger_balances SET balance_paise = balance_paise + 10000 WHERE account = 'customer-funds';
                UPDATE ledger_balances SET balance_paise = balance_paise - 10000 WHERE account LIKE 'in-transit:%';
                UPDATE ledger_operations SET legs = json_set(legs, '$[0][1]', -20000, '$[1][1]', 20000)
                WHERE \(lastRefill)
                """,
            invariant: .grantComplete, table: "grants", key: "P00000042-1 3", forgesLastLink: true),
        Tampering(
            testDescription: "a deposit put in past the chain",
            sql: """
                INSERT INTO ledger_operations VALUES ('CUST-1', 'deposit:FORGED', 'deposit', 1790000000,
                    '[["external-cash",-100],["customer-funds",100]]', NULL, NULL);
                INSERT INTO challan_accounts VALUES ('FORGED', 'CUST-1');
                UPDATE ledger_balances SET balance_paise = balance_paise + 100 WHERE account = 'customer-funds';
                UPDATE ledger_balances SET balance_paise = balance_paise - 100 WHERE account = 'external-cash'
                """,
            invariant: .chainComplete, table: "ledger_operations", key: "deposit:FORGED"),
        Tampering(
            testDescription: "a balance raised",
            sql: "UPDATE ledger_balances SET balance_paise = balance_paise + 1 WHERE account = 'customer-funds'",
            invariant: .balanceSum, table: "ledger_balances", key: "customer-funds"),
        Tampering(
            testDescription: "a balance removed",
            sql: "DELETE FROM ledger_balances WHERE account = 'consumed-duty:MH'",
            invariant: .balanceSum, table: "ledger_balances", key: "consumed-duty:MH"),
        Tampering(
            testDescription: "a balance below zero",
            sql: "UPDATE ledger_balances SET balance_paise = -5 WHERE account = 'customer-funds'",
            invariant: .balanceSign, table: "ledger_balances", key: "customer-funds"),
        Tampering(
            testDescription: "a booking of an unknown kind",
            sql: "UPDATE ledger_operations SET kind = 'gift' WHERE \(confirmation)",
            invariant: .bookingName, table: "ledger_operations", key: "confirmation:P00000042-1:1"),
        Tampering(
            testDescription: "a reversal that never took money out",
            sql: "INSERT INTO deposit_reversals VALUES ('DEMO-1', 'CUST-1', 10000000, 'forged', 1)",
            invariant: .challan, table: "deposit_reversals", key: "DEMO-1"),
        Tampering(
            testDescription: "a challan removed", sql: "DELETE FROM challan_accounts",
            invariant: .challan, table: "ledger_operations", key: "deposit:DEMO-1"),
        Tampering(
            testDescription: "a balance of a customer whom nobody knows",
            sql: "INSERT INTO ledger_balances VALUES ('GHOST', 'customer-funds', 5)",
            invariant: .owner, table: "ledger_balances", key: "GHOST"),
    ]
}
