import Foundation
import Testing

/// The page as a clerk uses it, in a real browser.
@Suite("The page in a browser", .serialized)
struct PageInBrowserTests {
    @Test("a clerk tops up, franks, sees the print and uploads")
    func clerk() async throws {
        try await withBrowser { system, browser in
            let place = system.place
            try await browser.open(place.page)
            try await browser.waitFor("None yet.")
            try await browser.picture("home-new")

            try await browser.click("nav a[href='/refill']")
            try await browser.type("5000", into: "#amount")
            try await browser.picture("refill")
            try await browser.click("form[action='/refill'] button")
            try await browser.waitFor("₹5,000.00")
            try await browser.picture("refill-done")
            #expect(try await place.status().registers.descending == 500_000)

            try await frank("500", browser, place)
            try await browser.waitFor("Franked.")
            #expect(try await browser.path() == "/impressions/1")
            #expect(try await browser.run("return String(document.images.length)") == "0", "a picture can be printed")
            try await browser.picture("impression")

            try await browser.open(place.page + "/outbox")
            try await browser.picture("outbox")
            try await browser.click("form[action='/outbox'] button")
            try await browser.waitFor("1 record uploaded.")
            try await browser.picture("outbox-done")
            #expect(try await place.status().outbox.unsent == 0)

            try await browser.open(place.page + "/audit")
            try await browser.picture("audit")
            try await browser.click("form[action='/audit'] button")
            try await browser.waitFor("The registers agree with the books.")
            try await browser.picture("audit-done")
            try await browser.open(place.page + "/impressions")
            try await browser.waitFor("MH 4")
            try await browser.picture("impressions")
            try await browser.open(place.page)
            try await browser.waitFor("Ready")
            try await browser.picture("home")
        }
    }

    @Test("a print is drawn once, and a spoiled one never again")
    func spoiled() async throws {
        try await withBrowser { system, browser in
            let place = system.place
            try await place.done("refill", "--amount", "5000")
            try await frank("500", browser, place)
            try await browser.waitFor("Not printed yet.")
            try await browser.picture("impression-new")
            // In this window, so that the page is looked at again after the print and not behind it.
            try await browser.run("document.querySelector(\"form[action='/print']\").target = '_self'")
            try await browser.click("form[action='/print'] button")
            try await browser.open(place.page + "/impressions/1")
            try await browser.waitFor("Did it print?")
            try await browser.picture("impression-sent")
            try await browser.click("form[action='/printed'] button")
            try await browser.waitFor("Noted: the print came out.")
            try await browser.waitFor("Print once more")
            try await browser.picture("impression-printed")
            try await browser.click("a[href='/spoil?item=1']")
            try await browser.waitFor("that is for good")
            try await browser.click("input[name='sure']")
            try await browser.picture("spoil")
            try await browser.click("form[action='/spoil'] button")
            try await browser.waitFor("It can't be printed again")
            try await browser.picture("impression-spoiled")
            let third = try await place.machine("print", "--item", "1", "--output", place.file("late.pdf"))
            #expect(third.status == 1 && third.errors.contains("[print_spent]"), "\(third)")
            try await browser.open(place.page + "/withdraw")
            try await browser.waitFor("for good")
            try await browser.picture("withdraw")
        }
    }

    @Test("a wish that cannot be met says why, keeps what was typed, and debits nothing")
    func refusals() async throws {
        try await withBrowser { system, browser in
            let place = system.place
            try await place.done("refill", "--amount", "100")
            try await frank("100.01", browser, place)
            try await browser.waitFor("amount_over_funds")
            #expect(try await browser.run("return document.querySelector('#amount').value") == "100.01")
            try await browser.picture("frank-refused")
            try await browser.open(place.page + "/refill")
            try await browser.type("20 lakh", into: "#amount")
            try await browser.click("form[action='/refill'] button")
            try await browser.waitFor("amount_malformed")
            try await browser.picture("refill-refused")
            try await browser.open(place.page + "/nothing")
            try await browser.waitFor("path_unknown")
            try await browser.picture("problem")
            let status = try await place.status()
            #expect(status.registers == .init(ascending: 0, descending: 10_000, controlTotal: 10_000))
        }
    }

    @Test("a top-up that is refused says why and how much is allowed, with the code in small type")
    func refusedRefill() async throws {
        try await withBrowser { system, browser in
            let place = system.place
            try await place.done("refill", "--amount", "600000")
            try await place.done("frank", "--amount", "5000", "--instrument", "4")
            for (amount, code, allowed) in [
                ("1000000", "refill_over_maximum", "₹4,05,000.00"), ("402000", "account_funds_short", "₹4,00,000.00"),
            ] {
                try await browser.open(place.page + "/refill")
                try await browser.type(amount, into: "#amount")
                try await browser.click("form[action='/refill'] button")
                try await browser.waitFor(code)
                let shown = try await browser.text("main")
                #expect(shown.contains(allowed), "\(shown)")
                let size = try await browser.run(
                    "return String(parseFloat(getComputedStyle(document.querySelector('.notice .small')).fontSize))")
                let text = try await browser.run("return String(parseFloat(getComputedStyle(document.body).fontSize))")
                #expect(try #require(Double(size)) < #require(Double(text)))
                try await browser.picture("refill-\(code)")
            }
            #expect(try await place.status().pendingRefill == nil)
        }
    }

    @Test("what happens elsewhere appears on the open page without loading it again")
    func live() async throws {
        try await withBrowser { system, browser in
            let place = system.place
            try await place.done("refill", "--amount", "5000")
            try await browser.open(place.page)
            try await browser.waitFor("₹5,000.00")
            try await browser.run("window.untouched = 'yes'")
            try await place.done("frank", "--amount", "123.45", "--instrument", "4")
            try await browser.waitFor("₹4,876.55")
            try await browser.waitFor("₹123.45")
            #expect(try await browser.run("return window.untouched") == "yes")
        }
    }

    @Test("a double click, a reload and going back frank once")
    func once() async throws {
        try await withBrowser { system, browser in
            let place = system.place
            try await place.done("refill", "--amount", "5000")
            try await frank("10", browser, place, clicks: 2)
            try await browser.waitFor("Franked.")
            #expect(try await place.status().itemCount == 1)
            try await browser.reload()
            try await browser.waitFor("Franked.")
            #expect(try await place.status().itemCount == 1)

            // Back to the form as it was sent, and sent once more.
            try await browser.back()
            let number =
                try await browser.run("return document.querySelector('form input[name=form]').value")
            try await browser.type("10", into: "#amount")
            try await browser.click("#article option[value='4']")
            try await browser.click("form[action='/frank'] button")
            try await browser.waitFor("Impression")
            let shown = try await browser.text("main")
            let status = try await place.status()
            // A browser that kept the form sends its number again; one that asked for a new form means a new document.
            #expect(status.itemCount == (shown.contains("franked already") ? 1 : 2), "form \(number): \(shown)")
            try await browser.picture("frank-again")
        }
    }

    @Test("a foreign Host and a foreign Origin are refused, whatever they bring along")
    func foreign() async throws {
        try await withSystem { system in
            let place = system.place
            try await place.done("refill", "--amount", "5000")
            for (words, code) in [
                (["-H", "Host: rebound.example"], "host_foreign"),
                (["-X", "POST", "-d", "amount=1&article=4", "-H", "Origin: http://evil.example"], "origin_foreign"),
                (["-X", "POST", "-d", "amount=1&article=4"], "origin_foreign"),
                (["-X", "POST", "-d", "amount=1&article=4&form=1&token=1", "-H", "Origin: \(place.page)"], "csrf_bad"),
            ] {
                let answer = try await Program.tool("curl", ["-sS", place.page + "/frank"] + words)
                #expect(answer.output.contains(code), "\(words): \(answer)")
            }
            #expect(try await place.status().itemCount == 0)
        }
    }

    private func frank(_ amount: String, _ browser: Browser, _ place: SystemPlace, clicks: Int = 1) async throws {
        try await browser.open(place.page + "/frank")
        try await browser.type(amount, into: "#amount")
        try await browser.click("#article option[value='4']")
        try await browser.picture("frank")
        let button = "form[action='/frank'] button"
        if clicks == 2 { try await browser.doubleClick(button) } else { try await browser.click(button) }
    }
}
