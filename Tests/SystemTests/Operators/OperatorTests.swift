import Exchanges
import Foundation
import Testing

/// What an operator does, with the back end running and with everything stopped.
@Suite struct OperatorTests {
    private struct Account: Decodable, Equatable {
        let customer: String
        let funds: Int64
        let name: String
    }
    private struct Refusal: Decodable {
        struct Body: Decodable { let code: String }
        let error: Body
    }

    @Test(arguments: [true, false])
    func `accounts are opened, and a challan pays in once`(_ isRunning: Bool) async throws {
        try await withSystem { system in
            let place = system.place
            if !isRunning { await system.stop() }
            try await place.operated("open-account", "--customer", "ACME-1", "--name", "Acme")
            try await place.operated("open-account", "--customer", "ACME-1", "--name", "Acme")
            let renamed = try await place.backEnd("open-account", "--customer", "ACME-1", "--name", "Other")
            #expect(renamed.status == 1 && renamed.errors.contains("[operation_conflict]"), "\(renamed)")
            try await deposit("1000.50", "CH-1", to: "ACME-1", place)
            for customer in ["ACME-1", "DEMONSTRATION"] {
                #expect(try await refusal("1000.50", "CH-1", to: customer, place) == "challan_used")
            }
            #expect(try await refusal("1", "CH-2", to: "NOBODY", place) == "account_unknown")
            #expect(try await refusal("0", "CH-3", to: "ACME-1", place) == "amount_not_positive")
            // Past what can be counted: refused as an amount, and not as a damaged database.
            #expect(try await refusal("92233720368547758.07", "CH-4", to: "ACME-1", place) == "amount_out_of_range")
            let accounts = try await place.operated("accounts", "--json").json(OperatorList<Account>.self).lines
            #expect(accounts.first == Account(customer: "ACME-1", funds: 100_050, name: "Acme"))
            try await place.books.expectSound("after the deposits")
        }
    }

    @Test func `a blocked device gets no refill until it is unlocked and audited`() async throws {
        try await withSystem { system in
            let place = system.place
            try await place.done("refill", "--amount", "100")
            let device = try await place.firstDevice().psdKey
            let early = try await place.backEnd("unlock", "--psd", device)
            #expect(early.status == 1 && early.errors.contains("“dutymark backend devices”"), "\(early)")
            try await place.operated("block", "--psd", device)
            let refused = try await place.machine("refill", "--amount", "1")
            #expect(refused.status == 1 && refused.errors.contains("[machine_blocked]"), "\(refused)")
            try await place.operated("unlock", "--psd", device)
            #expect(try await place.machine("refill", "--amount", "1").status == 1)
            try await place.done("audit")
            try await place.done("refill", "--amount", "1")
            #expect(try await place.firstDevice().standing == "active")
        }
    }

    @Test func `an audit that the operator wishes for is made at the next contact, once`() async throws {
        try await withSystem { system in
            let place = system.place
            try await place.done("refill", "--amount", "100")
            let device = try await place.firstDevice().psdKey
            try await place.operated("audit", "--psd", device)
            #expect(try await place.firstDevice().auditWanted)
            // The next contact needs a new token, and the wish comes with it; an idle tablet asks within a quarter of an hour.
            await system.stop()
            try await system.start()
            try await place.done("refill", "--amount", "1")
            try await place.until("the audit is made") { try await !place.firstDevice().auditWanted }
            #expect(try await !place.status().auditWanted)
            let audits = try await place.books.number("SELECT COUNT(*) FROM audits")
            await system.stop()
            try await system.start()
            try await place.done("audit")
            #expect(try await place.books.number("SELECT COUNT(*) FROM audits") == audits + 1)
        }
    }

    @Test func `a question without a back end says so`() async throws {
        try await withPlace { system in
            let answer = try await system.place.backEnd("accounts")
            #expect(answer.status == 1 && answer.errors.contains("[data_missing]"), "\(answer)")
        }
    }

    private func deposit(_ amount: String, _ challan: String, to customer: String, _ place: SystemPlace) async throws {
        try await place.operated("deposit", "--customer", customer, "--amount", amount, "--challan", challan)
    }

    private func refusal(
        _ amount: String, _ challan: String, to customer: String, _ place: SystemPlace
    ) async throws -> String {
        let answer = try await place.backEnd(
            "deposit", "--customer", customer, "--amount", amount, "--challan", challan, "--json")
        #expect(answer.status == 1, "\(answer)")
        return try answer.json(Refusal.self).error.code
    }
}
