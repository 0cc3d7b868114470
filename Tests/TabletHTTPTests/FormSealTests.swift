import TabletHTTP
import Testing

@Suite struct FormSealTests {
    private let values = "amount=500&article=4&state=MH"

    @Test func aSealedFormIsDone() async throws {
        let machine = try PretendMachine()
        try await withPage(machine) { [values] browser in
            var browser = browser
            let answer = try await browser.fill("/frank", values)
            #expect(answer.status == 303)
            #expect(answer.location == "/impressions/1?new=1")
        }
        #expect(await machine.debits == 1)
    }

    @Test func aFormWithoutItsSealIsNotDoneAndKeepsItsValues() async throws {
        let machine = try PretendMachine()
        try await withPage(machine) { [values] browser in
            var browser = browser
            let seal = try await browser.seal("/frank")
            let number = seal.prefix { $0 != "&" }
            let wrong = String(repeating: "0", count: 64)
            for bad in [
                "", "\(number)&", "\(number)&token=&", "\(number)&token=\(wrong)&",
                "form=99&\(seal.dropFirst(number.count + 1))&",
            ] {
                let answer = try await browser.post("/frank", bad + values)
                #expect(answer.status == 403, "\(bad)")
                #expect(answer.html.contains("csrf_bad"))
                #expect(answer.html.contains(#"value="500""#))
                #expect(answer.html.contains(#"<option value="4" selected>"#))
            }
        }
        #expect(await machine.debits == 0)
    }

    @Test func aSealIsGoodForOneBrowserOnly() async throws {
        let machine = try PretendMachine()
        try await withPage(machine) { [values] browser in
            var mine = browser
            var other = browser
            let seal = try await mine.seal("/frank")
            _ = try await other.seal("/frank")
            #expect(try await other.post("/frank", seal + "&" + values).status == 403)
            var nobody = browser
            #expect(try await nobody.post("/frank", seal + "&" + values).status == 403)
        }
        #expect(await machine.debits == 0)
    }

    @Test func aSealIsGoodForOnePurposeOnly() async throws {
        let machine = try PretendMachine()
        try await withPage(machine) { browser in
            var browser = browser
            let seal = try await browser.seal("/audit")
            #expect(try await browser.post("/refill", seal + "&amount=500").status == 403)
        }
        #expect(await machine.refillsAsked == 0)
    }

    @Test(arguments: ["&extra=1", "&amount=600", "&a=%zz", "&=", "&&", "&x=%00"])
    func aFormWithOtherFieldsIsRefused(_ more: String) async throws {
        let machine = try PretendMachine()
        try await withPage(machine) { [values] browser in
            var browser = browser
            let answer = try await browser.fill("/frank", values + more)
            #expect(answer.status == 400)
            #expect(answer.html.contains("value_malformed"))
        }
        #expect(await machine.debits == 0)
    }

    @Test func anotherTypeOrTooLargeABodyIsRefused() async throws {
        let machine = try PretendMachine()
        try await withPage(machine) { [values] browser in
            var browser = browser
            let seal = try await browser.seal("/frank") + "&" + values
            #expect(try await browser.post("/frank", seal, type: "text/plain").status == 400)
            let padding = String(repeating: "9", count: PageLimits().formBytes)
            #expect(try await browser.post("/frank", seal + padding).status == 413)
        }
        #expect(await machine.debits == 0)
    }
}
