import DutyModel
import Tablet
import Testing

/// A print is sent, and the person says what became of it; page and device say the same about what may be done.
@Suite struct PrintTests {
    private func franked() async throws -> PretendMachine {
        let machine = try PretendMachine()
        _ = try await machine.frank(FrankingWish(amount: .rupees(500), article: try Article("4")))
        return machine
    }

    /// Sends a form of the screen of impression 1: the one that posts to this path.
    private func send(_ path: String, _ drawing: Int, _ browser: inout Browser) async throws -> Browser.Answer {
        let html = try await browser.get("/impressions/1").html
        let form = try #require(html.split(separator: "<form").first { $0.contains("action=\"\(path)\"") })
        #expect(form.contains("name=\"drawing\" value=\"\(drawing)\""))
        return try await browser.post(path, Browser.seal(in: String(form)) + "&item=1&drawing=\(drawing)")
    }

    @Test func aPrintIsTheSameDrawingHoweverOftenItIsLoadedAndSentAgain() async throws {
        let machine = try await franked()
        try await withPage(machine) { browser in
            var browser = browser
            let seal = try await browser.seal("/impressions/1")
            let sent = try await browser.post("/print", seal + "&item=1&drawing=1")
            #expect(sent.status == 303)
            for _ in 0..<2 {
                let file = try await browser.get(try #require(sent.location))
                #expect(file.headers[.contentType] == "application/pdf")
                #expect(file.html == "%PDF-pretend 1 no. 1")
            }
            #expect(try await browser.post("/print", seal + "&item=1&drawing=1").location == sent.location)
            let again = try await send("/print", 1, &browser)
            #expect(again.location != sent.location)
            #expect(try await browser.get(try #require(again.location)).html == "%PDF-pretend 1 no. 1")
        }
        #expect(await machine.drawings == 1)
    }

    @Test func olderPrintsThatAreNotSettledAreListedAndNamedBeforeTheWithdrawal() async throws {
        let machine = try await franked()
        for _ in 2...101 { _ = try await machine.frank(FrankingWish(amount: .rupees(5), article: try Article("4"))) }
        try await withPage(machine) { browser in
            var browser = browser
            let list = try await browser.get("/impressions").html
            let older = try #require(list.firstMatch(of: /known to have come out of older impressions(?s:.*?)<\/p>/)).0
            #expect(older.matches(of: /"\/impressions\/([0-9]+)"/).map(\.1) == ["1"])
            let oldest = try await browser.get("/impressions/1").html
            #expect(oldest.contains("₹500.00") && oldest.contains("Declare it spoiled") && oldest.contains(">Print<"))
            let withdrawal = try await browser.get("/withdraw").html
            #expect(withdrawal.contains("At least 100 impressions are neither known to be printed"))
            let spoil = try await browser.get("/spoil?item=1").html
            #expect(spoil.contains("₹500.00 (Rupees five hundred only)"))
            _ = try await machine.drawing(of: 1, .first, as: .pdf)
            try await machine.confirmDelivery(of: 1, .first)
            let settled = try await browser.get("/impressions").html
            #expect(!settled.contains("older impressions"))
        }
    }

    @Test func afterThePrintWasSentThePageAsksAndEveryAnswerLeadsOn() async throws {
        let machine = try await franked()
        try await withPage(machine) { browser in
            var browser = browser
            let fresh = try await browser.get("/impressions/1").html
            #expect(fresh.contains("Not printed yet.") && fresh.contains("Declare it spoiled"))
            #expect(fresh.contains(">Print<") && !fresh.contains("Did it print?"))
            _ = try await send("/print", 1, &browser)
            // The tab with the file may be gone by now: all there is to do stands on the page.
            let asked = try await browser.get("/impressions/1").html
            #expect(asked.contains("Did it print?") && asked.contains(">It printed<"))
            #expect(asked.contains(">Send it again<") && asked.contains("The print is spoiled"))
            #expect(!asked.contains("Print once more"))
            let home = try await browser.get("/").html
            #expect(home.contains("? did it print?") && home.contains("Did impression 1 print?"))
            let said = try await send("/printed", 1, &browser)
            #expect(said.location == "/impressions/1?printed=1")
            let once = try await browser.get(try #require(said.location)).html
            #expect(once.contains("Noted: the print came out."))
            #expect(once.contains(">Print once more<") && once.contains("The print is spoiled"))
            #expect(try await browser.get("/").html.contains("✓ printed"))
            _ = try await send("/print", 2, &browser)
            let last = try await browser.get("/impressions/1").html
            #expect(last.contains(">It printed<") && last.contains(">Send it again<"))
            #expect(!last.contains("The print is spoiled"))
            #expect(try await browser.get("/spoil?item=1").html.contains("be declared spoiled now."))
            _ = try await send("/printed", 2, &browser)
            let twice = try await browser.get("/impressions/1").html
            #expect(twice.contains("Printed twice.") && !twice.contains("<form"))
        }
        #expect(await machine.drawings == 2)
    }

    @Test func aFormOfBeforeNeverBeginsTheSecondPrint() async throws {
        let machine = try await franked()
        try await withPage(machine) { browser in
            var browser = browser
            _ = try await send("/print", 1, &browser)
            let old = try await browser.seal("/impressions/1")
            _ = try await send("/printed", 1, &browser)
            let answer = try await browser.post("/print", old + "&item=1&drawing=1")
            #expect(answer.status == 422 && answer.html.contains("print_spent"))
            for drawing in ["0", "3", "01", "256", "-1", ""] {
                let seal = try await browser.seal("/impressions/1")
                let answer = try await browser.post("/print", seal + "&item=1&drawing=\(drawing)")
                #expect(answer.status == 400 && answer.html.contains("value_malformed"), "\(drawing)")
            }
        }
        #expect(await machine.drawings == 1)
    }

    @Test func aDrawingThatBeganAsAPictureIsSentAgainAsOne() async throws {
        let machine = try await franked()
        await machine.begin(1, as: .png)
        try await withPage(machine) { browser in
            var browser = browser
            let sent = try await send("/print", 1, &browser)
            let file = try await browser.get(try #require(sent.location))
            #expect(file.headers[.contentType] == "image/png" && file.html == "PNG-pretend 1 no. 1")
            let other = try #require(sent.location).replacing("png", with: "pdf")
            #expect(try await browser.get(other).status == 404)
        }
    }

    @Test func aSpoiledPrintIsConfirmedMarkedAndNeverDrawnAgain() async throws {
        let machine = try await franked()
        try await withPage(machine) { browser in
            var browser = browser
            _ = try await send("/print", 1, &browser)
            let late = try await browser.seal("/impressions/1")
            let asked = try await browser.get("/spoil?item=1").html
            #expect(asked.contains("that is for good") && asked.contains("₹500.00"))
            let unsure = try await browser.post("/spoil", Browser.seal(in: asked) + "&item=1")
            #expect(unsure.status == 422 && unsure.html.contains("It was not confirmed."))
            let sent = try await browser.post("/spoil", Browser.seal(in: unsure.html) + "&item=1&sure=yes")
            #expect(sent.location == "/impressions/1?spoiled=1")
            let page = try await browser.get("/impressions/1").html
            #expect(page.contains("Spoiled.") && !page.contains("<form"))
            #expect(try await browser.get("/impressions").html.contains("× spoiled"))
            let answer = try await browser.post("/print", late + "&item=1&drawing=1")
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
            let answer = try await browser.post("/print", seal + "&item=1&drawing=1")
            #expect(answer.status == 500)
            #expect(answer.html.contains("The duty is debited"))
        }
    }
}
