import DutyModel
import Tablet
import Testing

/// Drawing is printing: once, once more, and never again; and never both once more and spoiled.
@Suite struct PrintTests {
    private func franked() async throws -> PretendMachine {
        let machine = try PretendMachine()
        _ = try await machine.frank(FrankingWish(amount: .rupees(500), article: try Article("4")))
        return machine
    }

    /// Prints impression 1 as its screen offers it.
    private func print(_ browser: inout Browser) async throws -> Browser.Answer {
        try await browser.post("/print", try await browser.seal("/impressions/1") + "&item=1")
    }

    @Test func aPrintIsDrawnOnceHoweverOftenItIsLoaded() async throws {
        let machine = try await franked()
        try await withPage(machine) { browser in
            var browser = browser
            let seal = try await browser.seal("/impressions/1")
            let sent = try await browser.post("/print", seal + "&item=1")
            #expect(sent.status == 303)
            for _ in 0..<2 {
                let file = try await browser.get(try #require(sent.location))
                #expect(file.headers[.contentType] == "application/pdf")
                #expect(file.html == "%PDF-pretend 1")
            }
            #expect(try await browser.post("/print", seal + "&item=1").location == sent.location)
        }
        #expect(await machine.drawings == 1)
    }

    @Test func aPrintMayBeMadeOnceMoreAndThenNeither() async throws {
        let machine = try await franked()
        try await withPage(machine) { browser in
            var browser = browser
            #expect(!(try await browser.get("/impressions/1").html.contains("The print is spoiled")))
            _ = try await print(&browser)
            let once = try await browser.get("/impressions/1").html
            #expect(once.contains(">Print once more<") && once.contains("The print is spoiled"))
            #expect(try await browser.get("/").html.contains("✓ printed"))
            _ = try await print(&browser)
            let twice = try await browser.get("/impressions/1").html
            #expect(twice.contains("Printed twice."))
            #expect(!twice.contains("<form") && !twice.contains("The print is spoiled"))
            #expect(try await browser.get("/spoil?item=1").html.contains("cannot be declared spoiled"))
            let third = try await browser.post("/print", try await browser.seal("/frank") + "&item=1")
            #expect(third.status == 403)
        }
        #expect(await machine.drawings == 2)
    }

    @Test func aSpoiledPrintIsConfirmedMarkedAndNeverDrawnAgain() async throws {
        let machine = try await franked()
        try await withPage(machine) { browser in
            var browser = browser
            _ = try await print(&browser)
            let late = try await browser.seal("/impressions/1")
            let asked = try await browser.get("/spoil?item=1").html
            #expect(asked.contains("that is for good") && asked.contains("₹500.00"))
            let unsure = try await browser.post("/spoil", Browser.seal(in: asked) + "&item=1")
            #expect(unsure.status == 400 && unsure.html.contains("It was not confirmed."))
            let sent = try await browser.post("/spoil", Browser.seal(in: unsure.html) + "&item=1&sure=yes")
            #expect(sent.location == "/impressions/1?spoiled=1")
            let page = try await browser.get("/impressions/1").html
            #expect(page.contains("Spoiled.") && !page.contains("<form"))
            #expect(try await browser.get("/impressions").html.contains("× spoiled"))
            let answer = try await browser.post("/print", late + "&item=1")
            #expect(answer.html.contains("print_spent") && answer.html.contains("The duty is debited"))
        }
        #expect(await machine.drawings == 1)
    }

    @Test func aPrintThatFailsSaysThatTheDutyIsDebited() async throws {
        let machine = try await franked()
        try await withPage(machine) { browser in
            var browser = browser
            let seal = try await browser.seal("/impressions/1")
            await machine.set(failure: DutyFailure(.printFailed, "The impression could not be drawn."))
            let answer = try await browser.post("/print", seal + "&item=1")
            #expect(answer.status == 422)
            #expect(answer.html.contains("The duty is debited"))
        }
    }
}
