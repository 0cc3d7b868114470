import Exchanges
import Foundation
import ProgramRunning
import Testing

/// Refills that are refused, given up, or stuck between back end and machine.
@Suite struct RefusedRefillTests {
    private struct Refusal: Decodable {
        struct Body: Decodable {
            let code: String
            let message: String
            let maximumAllowed: Int64?
        }
        let error: Body
    }

    @Test func `a refill over the licence or over the account says why and how much is allowed`() async throws {
        try await withSystem { system in
            let place = system.place
            let over = try await place.machine("refill", "--amount", "2000000")
            #expect(over.status == 1 && over.errors.contains("than its licence allows"), "\(over)")
            #expect(over.errors.contains("At most ₹10,00,000.00 is allowed now. "), "\(over)")
            try await place.done("refill", "--amount", "600000")
            try await place.done("frank", "--amount", "5000", "--instrument", "4")
            let short = try await place.machine("refill", "--amount", "400000.01", "--json")
            let refusal = try short.json(Refusal.self).error
            #expect(refusal.code == "account_funds_short" && refusal.maximumAllowed == 40_000_000, "\(short)")
            #expect(refusal.message.contains("the customer's account holds too little"))
            #expect(try await place.status().pendingRefill == nil)
            try await place.done("refill", "--amount", "400000")
            let none = try await place.machine("refill", "--amount", "1")
            #expect(none.status == 1 && none.errors.contains("[account_funds_short]"), "\(none)")
            #expect(none.errors.contains("Nothing would be granted now."), "\(none)")
            try await place.books.expectSound("after refusals")
        }
    }

    @Test func `a refill that the back end does not answer is cancelled or granted, never both`() async throws {
        try await withApart { parts in
            let place = parts.place
            parts.stopBackEnd()
            let lost = try await place.machine("refill", "--amount", "100")
            #expect(lost.status == 1, "\(lost)")
            #expect(try await place.status().pendingRefill?.amount == 10_000)
            let early = try await place.machine("cancel-refill")
            #expect(early.status == 1, "\(early)")
            #expect(try await place.status().pendingRefill?.amount == 10_000)
            try parts.startBackEnd()
            // Granted meanwhile by the machine's own new try, there is nothing left to cancel.
            let cancelled = try await place.machine("cancel-refill")
            #expect(cancelled.status == 0 || cancelled.errors.contains("[refill_none_outstanding]"), "\(cancelled)")
            let status = try await place.status()
            #expect(status.pendingRefill == nil)
            #expect([0, 10_000].contains(status.registers.descending - 5_000))
            try await place.done("audit")
            #expect(try await place.books.balance("psd-value") == status.registers.descending)
            #expect(try await place.books.balance("customer-funds") == 100_000_000 - status.registers.descending)
            try await place.done("refill", "--amount", "7")
            try await place.books.expectSound("after the cancellation")
        }
    }

    @Test func `a grant that was on its way when the base was destroyed is shown, and settled`() async throws {
        try await withApart { parts in
            let place = parts.place
            let device = try await place.firstDevice().psdKey
            // The tablet has the base's request once it asks the back end, which stands still and answers when the base
            // is gone.
            parts.signal(SIGSTOP)
            async let refill = place.machine("refill", "--amount", "300")
            try await place.until("the refill is asked for") {
                let isPending = try await place.status().pendingRefill != nil
                return try isPending && parts.isAsked()
            }
            parts.killBase()
            parts.signal(SIGCONT)
            let answer = try await refill
            #expect(answer.status == 1, "\(answer)")
            try await place.until("the grant is on the books") {
                try await place.operated("transit").output.contains("₹300.00")
            }
            #expect(try await place.firstDevice().inTransit == 30_000)
            let unsaid = try await place.backEnd("return-grants", "--psd", device)
            #expect(unsaid.status == 1 && unsaid.errors.contains("[nothing_to_settle]"), "\(unsaid)")
            let early = try await place.backEnd("settle", "--psd", device)
            #expect(early.status == 1 && early.errors.contains("“dutymark backend retire”"), "\(early)")
            try await place.operated("retire", "--psd", device)
            let settled = try await place.operated("settle", "--psd", device)
            #expect(settled.output.contains("₹300.00 in transit, ₹50.00 that the device held"), "\(settled)")
            #expect(try await place.operated("transit").output == "No money is in transit.\n")
            #expect(try await place.books.balance("customer-funds") == 100_000_000)
            try await place.books.expectSound("after the settlement")
        }
    }
}
