import DutyModel
import SiteNetwork
import Tablet
import TabletHTTP
import Testing

@Suite struct FormOnceTests {
    private let values = "&amount=500&article=4&state=MH"

    @Test func theSameFormSentTwiceDebitsOnce() async throws {
        let machine = try PretendMachine()
        try await withPage(machine) { [values] browser in
            var browser = browser
            let form = try await browser.seal("/frank") + values
            #expect(try await browser.post("/frank", form).location == "/impressions/1?new=1")
            let again = try await browser.post("/frank", form)
            #expect(again.location == "/impressions/1?again=1")
            let page = try await browser.get("/impressions/1?again=1")
            #expect(page.html.contains("Nothing more was debited."))
            let changed = try await browser.post("/frank", form.replacing("amount=500", with: "amount=900"))
            #expect(changed.location == "/impressions/1?again=1")
        }
        #expect(await machine.debits == 1)
    }

    @Test func theSameFormSentTwiceAtOnceDebitsOnce() async throws {
        let machine = try PretendMachine()
        await machine.closeGate()
        let limits = PageLimits { $0.patienceMilliseconds = 60_000 }
        try await withPage(machine, limits: limits) { [values] browser in
            var browser = browser
            let form = try await browser.seal("/frank") + values
            let copy = browser
            let locations = try await withThrowingTaskGroup(of: String?.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        var window = copy
                        return try await window.post("/frank", form).location
                    }
                }
                group.addTask {
                    await machine.openGate()
                    return nil
                }
                var locations: [String] = []
                for try await location in group { if let location { locations.append(location) } }
                return locations
            }
            #expect(locations.count == 8)
            #expect(locations.count { $0 == "/impressions/1?new=1" } == 1)
            #expect(locations.count { $0 == "/impressions/1?again=1" } == 7)
        }
        #expect(await machine.debits == 1)
    }

    @Test func aForgottenFormIsRefusedAndNotDoneAgain() async throws {
        let machine = try PretendMachine()
        try await withPage(machine, limits: PageLimits { $0.rememberedForms = 1 }) { [values] browser in
            var browser = browser
            let old = try await browser.seal("/frank") + values
            #expect(try await browser.post("/frank", old).status == 303)
            #expect(try await browser.fill("/frank", String(values.dropFirst())).status == 303)
            let again = try await browser.post("/frank", old)
            #expect(again.status == 409)
            #expect(again.html.contains("form_expired"))
            #expect(again.html.contains(#"value="500""#))
        }
        #expect(await machine.debits == 2)
    }

    @Test func aRefusedAmountIsShownAgainWithWhatToDo() async throws {
        try await withPage(try PretendMachine(descending: .rupees(100))) { browser in
            var browser = browser
            let answer = try await browser.fill("/frank", "amount=2%2C62%2C500.50&article=5%28h%29%28B%29&state=MH")
            #expect(answer.status == 422)
            #expect(answer.html.contains(#"value="2,62,500.50""#))
            #expect(answer.html.contains(#"<option value="5(h)(B)" selected>"#))
            #expect(answer.html.contains("Nothing was debited."))
            #expect(answer.html.contains("Top up first, or frank a smaller amount."))
            #expect(answer.html.contains("amount_over_funds"))
        }
    }

    @Test(arguments: [
        ("0", "amount_not_positive"), ("-5", "amount_not_positive"), ("1.234", "amount_malformed"),
        ("five", "amount_malformed"), ("", "amount_malformed"), ("1e3", "amount_malformed"),
        ("5,00", "amount_malformed"), ("12,34", "amount_malformed"),
    ])
    func aBadAmountNeverReachesTheMachine(_ amount: String, _ code: String) async throws {
        let machine = try PretendMachine()
        try await withPage(machine) { browser in
            var browser = browser
            let answer = try await browser.fill("/frank", "amount=\(amount)&article=4&state=MH")
            #expect(answer.status == 400)
            #expect(answer.html.contains(code))
            #expect(try await browser.fill("/refill", "amount=\(amount)").html.contains(code))
        }
        #expect(await machine.debits == 0)
        #expect(await machine.refillsAsked == 0)
    }

    @Test func workThatTakesLongSaysWhatIsWaitedForAndThenHowItEnded() async throws {
        let machine = try PretendMachine()
        await machine.closeGate()
        try await withPage(machine, limits: PageLimits { $0.patienceMilliseconds = 1 }) { [values] browser in
            var browser = browser
            let sent = try await browser.fill("/frank", String(values.dropFirst()))
            let outcome = try #require(sent.location)
            #expect(outcome.hasPrefix("/outcome/"))
            let waiting = try await browser.get(outcome)
            #expect(waiting.html.contains("Franking ₹500.00."))
            #expect(waiting.html.contains("You can leave it"))
            let changes = await machine.changes()
            await machine.openGate()
            for await _ in changes where await machine.debits == 1 { break }
            var ended = try await browser.get(outcome)
            while ended.status == 200 { ended = try await browser.get(outcome) }
            #expect(ended.location == "/impressions/1?new=1")
        }
    }

    @Test(
        arguments: (FailureCodeGroup.crossing + [.network, .networkSettings, .tablet, .page]).flatMap(\.codes)
            + ["of_a_newer_version"].compactMap(FailureCode.init(rawValue:)))
    func everyFailureSaysDoneNotDoneOrNotKnown(_ code: FailureCode) async throws {
        let machine = try PretendMachine()
        await machine.set(failure: DutyFailure(code, "It failed."))
        try await withPage(machine) { [values] browser in
            var browser = browser
            let answer = try await browser.fill("/frank", String(values.dropFirst()))
            let said = [
                KnownOutcome.done: "The duty is debited.", .notDone: "Nothing was debited.",
                .notKnown: "known yet whether the duty was debited",
            ].filter { answer.html.contains($0.value) }
            #expect(Array(said.keys) == [code.outcome], "\(code.rawValue): \(said)")
        }
    }
}
