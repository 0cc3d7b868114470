import DutyModel
import Testing

@testable import Tablet

@Suite struct UpkeepTests {
    @Test func aGrantedTopUpShowsWhatWasAddedOnAPageThatCanBeReloaded() async throws {
        let machine = try PretendMachine()
        try await withPage(machine) { browser in
            var browser = browser
            let sent = try await browser.fill("/refill", "amount=2%2C500")
            #expect(sent.status == 303)
            for _ in 0..<2 {
                let outcome = try await browser.get(try #require(sent.location))
                #expect(outcome.html.contains("₹2,500.00 added."))
                #expect(outcome.html.contains("₹7,500.00"))
            }
        }
        #expect(await machine.refillsAsked == 1)
    }

    @Test func aRefusedTopUpShowsTheMostThatWouldBeGranted() async throws {
        let machine = try PretendMachine()
        await machine.set(
            refusal: ReportedRefusal(
                amount: .rupees(90_000), code: .accountFundsShort, message: "The account holds too little.",
                remedy: "Pay money in.", maximumAllowed: .rupees(40_000)))
        try await withPage(machine) { browser in
            var browser = browser
            let answer = try await browser.fill("/refill", "amount=90000")
            #expect(answer.status == 422)
            #expect(answer.html.contains("₹40,000.00"))
            #expect(answer.html.contains("The account holds too little."))
            #expect(answer.html.contains(#"value="90000""#))
            #expect(answer.html.contains("account_funds_short"))
        }
    }

    @Test func aTopUpCutByTheNetworkKeepsItsAmountAndIsTriedAgain() async throws {
        let machine = try PretendMachine()
        await machine.set(failure: DutyFailure(.httpTimeout, "The funds service did not answer."))
        try await withPage(machine) { browser in
            var browser = browser
            let cut = try await browser.fill("/refill", "amount=2500")
            #expect(cut.html.contains("never granted twice"))
            let pending = try await browser.get("/refill")
            #expect(pending.html.contains("₹2,500.00"))
            #expect(!pending.html.contains(#"name="amount""#))
            let again = try await browser.post(
                "/refill/continue", Browser.seal(in: pending.html, to: "/refill/continue"))
            #expect(again.status == 503)
            #expect(again.html.contains("http_timeout"))
            #expect(try await browser.get("/refill/continue").html.contains("₹2,500.00"))
            await machine.set(failure: nil)
            let done = try await browser.post("/refill/continue", Browser.seal(in: again.html, to: "/refill/continue"))
            #expect(done.status == 303)
            #expect(try await browser.get(try #require(done.location)).html.contains("₹2,500.00 added."))
        }
        #expect(await machine.refillsAsked == 1)
    }

    @Test func anAuditNamesEveryDifference() async throws {
        let machine = try PretendMachine()
        await machine.set(differences: [.usageSum, .clone])
        try await withPage(machine) { browser in
            var browser = browser
            let sent = try await browser.fill("/audit", "")
            let outcome = try await browser.get(try #require(sent.location))
            #expect(outcome.html.contains("usage_sum"))
            #expect(outcome.html.contains("clone"))
            await machine.set(differences: [])
            let good = try await browser.fill("/audit", "")
            #expect(try await browser.get(try #require(good.location)).html.contains("agree with the books"))
        }
        #expect(await machine.audits == 2)
    }

    @Test func whatWaitsIsShownUploadedAndThenGone() async throws {
        let machine = try PretendMachine()
        for _ in 0..<3 { _ = try await machine.frank(FrankingWish(amount: .rupees(1), article: try Article("4"))) }
        try await withPage(machine) { browser in
            var browser = browser
            #expect(try await browser.get("/outbox").html.contains("3 records"))
            let sent = try await browser.fill("/outbox", "")
            let outcome = try await browser.get(try #require(sent.location))
            #expect(outcome.html.contains("3 records uploaded."))
            #expect(try await browser.get("/outbox").html.contains("Nothing waits."))
        }
    }

    @Test func anUploadThatFailsSaysThatTheRecordsAreKept() async throws {
        let machine = try PretendMachine()
        _ = try await machine.frank(FrankingWish(amount: .rupees(1), article: try Article("4")))
        await machine.set(failure: DutyFailure(.connectTimeout, "The transactions service does not answer."))
        try await withPage(machine) { browser in
            var browser = browser
            let answer = try await browser.fill("/outbox", "")
            #expect(answer.html.contains("The records are kept until they are received."))
        }
    }
}
