import DutyModel
import Tablet
import Testing

@testable import TabletHTTP

/// Amounts above the machine's limit are shown in words and asked once more.
@Suite("Confirming an amount on the page") struct ConfirmationTests {
    private static let rule = AmountConfirmation(above: .rupees(1_000))

    @Test("above the limit the amount is shown in words, and nothing is debited before it is confirmed")
    func frank() async throws {
        let machine = try PretendMachine(confirmation: Self.rule)
        try await withPage(machine) { browser in
            var browser = browser
            let asked = try await browser.fill("/frank", "amount=4%2C000&article=4&state=MH")
            #expect(asked.status == 422 && asked.html.contains("confirmation_needed"))
            #expect(asked.html.contains("₹4,000.00 (Rupees four thousand only)"))
            #expect(asked.html.contains(#"name="sureof" value="400000""#) && asked.html.contains(#"value="4,000""#))
            #expect(await machine.debits == 0)
            let changed = try await browser.post(
                "/frank", Browser.seal(in: asked.html) + "&amount=4500&article=4&state=MH&sure=yes&sureof=400000")
            #expect(changed.html.contains("Rupees four thousand five hundred only"), "another amount is asked for anew")
            #expect(await machine.debits == 0)
            let sent = try await browser.post(
                "/frank", Browser.seal(in: changed.html) + "&amount=4500&article=4&state=MH&sure=yes&sureof=450000")
            #expect(sent.status == 303)
            #expect(await machine.debits == 1)
        }
    }

    @Test("a top-up above the limit is confirmed in the same way")
    func refill() async throws {
        let machine = try PretendMachine(confirmation: Self.rule)
        try await withPage(machine) { browser in
            var browser = browser
            let asked = try await browser.fill("/refill", "amount=2%2C62%2C500")
            #expect(asked.html.contains("Rupees two lakh sixty-two thousand five hundred only"))
            #expect(await machine.refillsAsked == 0)
            _ = try await browser.post(
                "/refill", Browser.seal(in: asked.html) + "&amount=262500&sure=yes&sureof=26250000")
            #expect(await machine.refillsAsked == 1)
        }
    }

    @Test("up to the limit, and without one, nobody is asked")
    func unasked() async throws {
        for rule in [Self.rule, AmountConfirmation(above: nil)] {
            let machine = try PretendMachine(confirmation: rule)
            try await withPage(machine) { browser in
                var browser = browser
                let sent = try await browser.fill("/frank", "amount=1000&article=4&state=MH")
                let form = try await browser.get("/frank?amount=1000")
                #expect(sent.status == 303 && !form.html.contains("sureof"))
            }
            #expect(await machine.debits == 1)
        }
    }

    @Test("over the socket an amount above the limit needs the word that it was confirmed")
    func socket() async throws {
        let machine = try PretendMachine(confirmation: Self.rule)
        let wish = FrankingWish(amount: .rupees(1_001), article: try Article("4"))
        for command in [MachineCommand.frank(wish, nil), .refill(amount: .rupees(1_001))] {
            let failure = await #expect(throws: DutyFailure(.confirmationNeeded, "")) {
                try await machine.answer(command)
            }
            #expect(failure?.message.contains("Rupees one thousand one only") == true)
            _ = try await machine.answer(.confirmed(command))
        }
        #expect(await machine.debits == 1)
        #expect(await machine.refillsAsked == 1)
        await #expect(throws: DutyFailure(.valueMalformed, "")) {
            try await machine.answer(.confirmed(.confirmed(.status)))
        }
        _ = try await machine.answer(.frank(FrankingWish(amount: .rupees(1_000), article: try Article("4")), nil))
        #expect(await machine.debits == 2)
    }
}
