import DutyModel
import Exchanges
import Tablet
import TabletHTTP
import Testing

/// What the page says of a form whose outcome was lost, and how it finds out.
@Suite struct ActPageTests {
    private let values = "&amount=500&article=4&state=MH"

    private static func act(in html: String) throws -> ActID {
        let hex = try #require(html.firstMatch(of: /name="act" value="([0-9a-f]{32})"/)).1
        return try ActID(hex: String(hex))
    }

    @Test func `a form names its act, and the machine does it under that name`() async throws {
        let machine = try PretendMachine()
        try await withPage(machine) { [values] browser in
            var browser = browser
            let html = try await browser.get("/frank").html
            let act = try Self.act(in: html)
            _ = try await browser.post("/frank", Browser.seal(in: html) + values + "&act=\(act.hex)")
            #expect(await machine.acts == [act])
            #expect(await machine.namesMade == 0)
            // A form that was made while the base could not be asked gets its name before it is done.
            _ = try await browser.fill("/frank", String(values.dropFirst()))
            #expect(await machine.namesMade == 1)
            #expect(await machine.acts.last??.serial == PSDSerial(42))
        }
    }

    @Test func `the forms of the network name their act too`() async throws {
        let network = try PretendNetwork()
        try await withPage(try PretendMachine(network: network)) { browser in
            var browser = browser
            for path in ["/settings/wired", "/settings/wifi"] {
                let act = try Self.act(in: try await browser.get(path).html)
                #expect(act.isOnTablet)
            }
            let html = try await browser.get("/settings/wired").html
            let act = try Self.act(in: html)
            let values = "&addressing=manual&address=192.0.2.9%2F24&gateway=192.0.2.1&dns=192.0.2.53"
            _ = try await browser.post("/settings/wired", Browser.seal(in: html) + values + "&act=\(act.hex)")
            #expect(await network.acts == [act])
        }
    }

    @Test func `a failure that leaves the outcome open leads to where it can be asked`() async throws {
        let machine = try PretendMachine()
        await machine.set(failure: DutyFailure(.outcomeUnknown, "The base does not answer."))
        try await withPage(machine) { [values] browser in
            var browser = browser
            let html = try await browser.get("/frank").html
            let act = try Self.act(in: html)
            let answer = try await browser.post("/frank", Browser.seal(in: html) + values + "&act=\(act.hex)")
            #expect(answer.status == 503)
            #expect(answer.html.contains("/acts/\(act.hex)"))
            #expect(!answer.html.contains("Nothing was debited."))
            await machine.set(.notKnown(.unreachable), of: act)
            let open = try await browser.get("/acts/\(act.hex)").html
            #expect(open.contains("Not known yet.") && open.contains("/acts/\(act.hex)"))
            await machine.set(.done(.franked(counter: 7)), of: act)
            let done = try await browser.get("/acts/\(act.hex)").html
            #expect(done.contains("Done.") && done.contains("item 7") && done.contains("/impressions/7"))
            await machine.set(.notDone, of: act)
            #expect(try await browser.get("/acts/\(act.hex)").html.contains("Not done."))
            #expect(try await browser.get("/acts/none").status == 404)
        }
    }

    /// The seal dies with the program; the name in the form does not.
    @Test(arguments: [
        (ActOutcome.done(.franked(counter: 4)), "The duty was debited as item 4."), (.notDone, "Nothing was debited."),
        (.notKnown(.unreachable), "whether the duty was debited"),
    ])
    func `a form of before the restart says what became of it`(_ outcome: ActOutcome, _ words: String) async throws {
        let machine = try PretendMachine()
        try await withPage(machine) { [values] browser in
            var browser = browser
            let html = try await browser.get("/frank").html
            let name = try Self.act(in: html)
            await machine.set(outcome, of: name)
            let other = try await browser.seal("/audit")
            let token = other.split(separator: "=").last ?? ""
            let number = Browser.seal(in: html).prefix { $0 != "&" }
            let sent = "\(number)&token=\(token)" + values + "&act=\(name.hex)"
            let answer = try await browser.post("/frank", sent)
            #expect(answer.status == 403)
            #expect(answer.html.contains(words), "\(outcome)")
            #expect(answer.html.contains("Nothing was debited.") == (outcome == .notDone))
            #expect(await machine.asked == [name])
        }
        #expect(await machine.debits == 0)
    }
}
