import BackEnd
import DutyModel
import Storage
import Testing

/// What was decided cannot be changed or deleted, not even by the program itself.
@Suite struct KeptRowsTests {
    private static let harms: [SQLStatement] = [
        "UPDATE ledger_operations SET kind = 'usage'", "DELETE FROM ledger_operations",
        "UPDATE ledger_operations SET legs = '[]'", "UPDATE ledger_operations SET place = 99",
        "UPDATE ledger_operations SET chain_hash = ''",
        "UPDATE refills SET answer = x'00'", "DELETE FROM refills",
        "UPDATE grants SET amount_paise = 1", "DELETE FROM grants",
        "UPDATE statements SET hash = ''", "DELETE FROM statements",
        "UPDATE usage_records SET value_paise = 1", "DELETE FROM usage_records",
        "UPDATE usage_set_aside SET record = x'00'", "DELETE FROM usage_set_aside",
        "UPDATE audits SET verdict = x'00'", "DELETE FROM audits",
        "UPDATE alarms SET detail = ''", "DELETE FROM alarms",
        "UPDATE final_requests SET request = x'00'", "DELETE FROM final_requests",
    ]

    @Test func `no row that a promise rests on is changed or deleted`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        var device = site.device
        let answer = try await site.backEnd.funds.refill(
            device.request(device.beginRefill(.rupees(100))), from: site.caller(.funds))
        try device.apply(answer.answer)
        // Money on its way that the device gives up as it asks to be withdrawn.
        _ = try await site.backEnd.funds.refill(
            device.request(device.beginRefill(.rupees(1))), from: site.caller(.funds))
        let withdrawal = try device.withdrawal(device.freshID())
        await #expect(throws: DutyFailure(.grantUnclaimed, "")) {
            try await site.backEnd.funds.withdraw(withdrawal, from: site.caller(.funds))
        }
        let records = [try device.frank(.rupees(1)), try device.frank(.rupees(1), state: "KA")]
        _ = try await site.backEnd.transactions.accept(device.batch(records), from: site.caller(.transactions))
        _ = try await site.backEnd.funds.audit(device.audit(), from: site.caller(.funds))
        try await site.backEnd.database.write { (transaction) throws(DutyFailure) -> Void in
            try transaction.execute(
                """
                INSERT INTO alarms (customer, psd_key, code, detail, raised_at)
                SELECT customer, psd_key, 'psd_clone_suspected', 'statement 1', 1 FROM psds
                """)
        }
        for harm in Self.harms {
            await #expect(throws: DutyFailure(.ledgerBroken, ""), "\(harm.markedText)") {
                try await site.backEnd.database.write { (transaction) throws(DutyFailure) -> Void in
                    try transaction.execute(harm)
                }
            }
        }
        try await site.backEnd.database.write { (transaction) throws(DutyFailure) -> Void in
            try transaction.execute("UPDATE usage_set_aside SET settled_at = 1")
            try transaction.execute("UPDATE alarms SET settled_at = 1")
        }
        try await site.expectSoundLedger()
    }
}
