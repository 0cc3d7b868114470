import BackEnd
import DutyModel
import FundsLedger
import Storage
import StorageSQLite
import Testing

/// A deposit that was booked by mistake goes out again by a booking of its own.
@Suite("Deposits booked by mistake") struct DepositReversalTests {
    private func check(_ site: TestSite) async throws -> [String] {
        let database = try SQLiteInspection(path: "\(site.folder)/backend/back-end.sqlite")
        return try await BooksChecker(database: database, fundsKeys: site.backEnd.fundsKeys).check().findings.map(
            \.line)
    }

    @Test("it leaves the account, once; its number stays used, and the list says why")
    func once() async throws {
        let site = try await TestSite(funds: .rupees(500))
        defer { site.remove() }
        let operators = site.backEnd.operators
        try await site.backEnd.enrolment.deposit(.rupees(50_000), challan: "CH-7", customer: site.customer)
        let reply = try await operators.answer(.reverseDeposit(challan: "CH-7", reason: "One zero too many"))
        guard case .reversed(site.customer, .rupees(50_000)) = reply else {
            Issue.record("\(reply)")
            return
        }
        #expect(try await site.backEnd.enrolment.funds(of: site.customer) == .rupees(500))
        await #expect(throws: DutyFailure(.depositReversed, "")) {
            try await operators.answer(.reverseDeposit(challan: "CH-7", reason: "Again"))
        }
        await #expect(throws: DutyFailure(.challanUsed, "")) {
            try await site.backEnd.enrolment.deposit(.rupees(5_000), challan: "CH-7", customer: site.customer)
        }
        guard case .deposits(let lines) = try await operators.answer(.deposits(site.customer)) else {
            Issue.record("no list")
            return
        }
        #expect(lines.map(\.challan).sorted() == ["CH-7", "DEMO-1"])
        let line = try #require(lines.first { $0.challan == "CH-7" })
        #expect(line.amount == .rupees(50_000) && line.reason == "One zero too many" && line.reversedAt != nil)
        #expect(lines.first { $0.challan == "DEMO-1" }?.reversedAt == nil)
        guard case .deposits(let none) = try await operators.answer(.deposits(try CustomerAccount("OTHER"))) else {
            return
        }
        #expect(none.isEmpty)
        #expect(try await check(site) == [])
        try await site.expectSoundLedger()
        for harm: SQLStatement in ["UPDATE deposit_reversals SET reason = ''", "DELETE FROM deposit_reversals"] {
            await #expect(throws: DutyFailure(.ledgerBroken, "")) {
                try await site.backEnd.database.write { (transaction) throws(DutyFailure) -> Void in
                    try transaction.execute(harm)
                }
            }
        }
    }

    @Test("a challan's number is one number however its letters are written")
    func capitals() async throws {
        let site = try await TestSite(funds: .rupees(500))
        defer { site.remove() }
        let (enrolment, operators, customer) = (site.backEnd.enrolment, site.backEnd.operators, site.customer)
        try await enrolment.deposit(.rupees(100), challan: "Ch-7a", customer: customer)
        for spelling in ["Ch-7a", "CH-7A", "ch-7a"] {
            await #expect(throws: DutyFailure(.challanUsed, ""), "\(spelling)") {
                try await enrolment.deposit(.rupees(100), challan: spelling, customer: customer)
            }
            await #expect(throws: DutyFailure(.challanUsed, ""), "\(spelling)") {
                try await operators.answer(.clearSuspense(customer, .rupees(1), challan: spelling))
            }
        }
        try await enrolment.deposit(.rupees(100), challan: "Ch-7b", customer: customer)
        let reply = try await operators.answer(.reverseDeposit(challan: "CH-7A", reason: "Typed wrongly"))
        guard case .reversed(customer, .rupees(100)) = reply else {
            Issue.record("\(reply)")
            return
        }
        #expect(try await enrolment.funds(of: customer) == .rupees(600))
        #expect(try await check(site) == [])
    }

    @Test("of two numbers in older books that differ in capitals alone, the one that is written is meant")
    func olderBooks() async throws {
        let site = try await TestSite(funds: .rupees(500))
        defer { site.remove() }
        let (customer, operators) = (site.customer, site.backEnd.operators)
        // The desk itself takes numbers as they are written: acts of an earlier version are taken up again there.
        for (challan, amount) in [("CH-7", Paise.rupees(1)), ("ch-7", .rupees(2))] {
            try await site.operate { desk throws(DutyFailure) in
                try desk.deposit(amount, challan: challan, customer: customer)
            }
        }
        let reply = try await operators.answer(.reverseDeposit(challan: "ch-7", reason: "Typed wrongly"))
        guard case .reversed(customer, .rupees(2)) = reply else {
            Issue.record("\(reply)")
            return
        }
    }

    @Test("no more leaves than the account holds: what is in a device has to come back first")
    func neverMore() async throws {
        let site = try await TestSite(funds: .rupees(1_000))
        defer { site.remove() }
        var device = site.device
        _ = try await site.backEnd.funds.refill(
            device.request(device.beginRefill(.rupees(1))), from: site.caller(.funds))
        let failure = await #expect(throws: DutyFailure(.accountFundsShort, "")) {
            try await site.backEnd.operators.answer(.reverseDeposit(challan: "DEMO-1", reason: "Wrong account"))
        }
        #expect(failure?.message.contains("₹999.00") == true && failure?.message.contains("₹1,000.00") == true)
        #expect(try await site.backEnd.enrolment.funds(of: site.customer) == .rupees(999))
        #expect(try await check(site) == [])
    }

    @Test(
        "what was never paid in, and a reason that says nothing, are refused",
        arguments: [
            ("NONE", "x", "deposit_unknown"), ("DEMO-1", "", "value_malformed"), ("DEMO-1", "  ", "value_malformed"),
            ("DEMO-1", "a\nb", "value_malformed"), ("DEMO-1", String(repeating: "x", count: 201), "value_malformed"),
            ("", "x", "deposit_unknown"),
        ])
    func refused(challan: String, reason: String, code: String) async throws {
        let site = try await TestSite()
        defer { site.remove() }
        let failure = await #expect(throws: DutyFailure.self) {
            try await site.backEnd.operators.answer(.reverseDeposit(challan: challan, reason: reason))
        }
        #expect(failure?.code.rawValue == code)
        #expect(try await site.backEnd.enrolment.funds(of: site.customer) == .rupees(1_00_000))
    }

    @Test("money that cleared a suspense is no deposit")
    func clearance() async throws {
        let booking = try LedgerOperation.reversal(
            of: DepositOnBook(customer: try CustomerAccount("C-1"), challan: "CH", amount: .rupees(3)))
        #expect(booking.id == "reversal:CH")
        let fact = try #require(BookingFact(id: booking.id, kind: booking.kind))
        #expect(fact == .reversal(challan: "CH"))
        #expect(BookingShape.fault(of: fact, legs: booking.legs) == nil)
        #expect(BookingShape.fault(of: .deposit(challan: "CH"), legs: booking.legs) != nil)
        #expect(BookingShape.fault(of: fact, legs: booking.legs.reversed()) != nil)
    }
}
