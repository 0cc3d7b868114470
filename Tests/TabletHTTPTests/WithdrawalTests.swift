import DutyModel
import Testing

@testable import Tablet

/// A top-up given up, and the end of a machine.
@Suite struct WithdrawalTests {
    private static let pending = PendingRefill(
        amount: .rupees(2_500), operation: OperationID(unchecked: Array(repeating: 7, count: 16)))

    @Test func aPendingTopUpMayBeCancelled() async throws {
        let machine = try PretendMachine()
        await machine.set(pending: Self.pending)
        try await withPage(machine) { browser in
            var browser = browser
            let page = try await browser.get("/refill").html
            let sent = try await browser.post("/refill/cancel", Browser.seal(in: page, to: "/refill/cancel"))
            #expect(sent.status == 303)
            let outcome = try await browser.get(try #require(sent.location)).html
            #expect(outcome.contains("The top-up of ₹2,500.00 was cancelled."))
            #expect(!(try await browser.get("/refill").html.contains("/refill/cancel")))
        }
    }

    @Test func theSealOfOneFormDoesNotCancel() async throws {
        let machine = try PretendMachine()
        await machine.set(pending: Self.pending)
        try await withPage(machine) { browser in
            var browser = browser
            let other = Browser.seal(in: try await browser.get("/refill").html, to: "/refill/continue")
            let answer = try await browser.post("/refill/cancel", other)
            #expect(answer.status == 403)
        }
    }

    @Test func aWithdrawalIsConfirmedAndThenOffersANextLife() async throws {
        let machine = try PretendMachine()
        try await withPage(machine) { browser in
            var browser = browser
            #expect(try await browser.get("/").html.contains(#"href="/withdraw""#))
            let asked = try await browser.get("/withdraw").html
            #expect(asked.contains("Withdrawing is for good") && asked.contains("₹5,000.00"))
            let unsure = try await browser.post("/withdraw", Browser.seal(in: asked))
            #expect(unsure.html.contains("It was not confirmed."))
            let sent = try await browser.post("/withdraw", Browser.seal(in: unsure.html) + "&sure=yes")
            let outcome = try await browser.get(try #require(sent.location)).html
            #expect(outcome.contains("The machine is withdrawn.") && outcome.contains("₹5,000.00 went back"))
            let home = try await browser.get("/").html
            #expect(!home.contains(#"href="/withdraw""#) && home.contains(#"href="/next-life""#))
            let begun = try await browser.fill("/next-life", "")
            #expect(try await browser.get(try #require(begun.location)).html.contains("has a new key"))
        }
        #expect(await machine.withdrawals == 1)
    }

    @Test func aWithdrawalWaitsForThePendingTopUp() async throws {
        let machine = try PretendMachine()
        await machine.set(pending: Self.pending)
        try await withPage(machine) { browser in
            var browser = browser
            let page = try await browser.get("/withdraw").html
            #expect(page.contains("Finish it or cancel it first.") && !page.contains("<form"))
        }
    }
}
