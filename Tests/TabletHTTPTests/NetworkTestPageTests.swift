import DutyModel
import Tablet
import Testing

/// The test of the network, as a person makes it on the page.
@Suite struct NetworkTestPageTests {
    @Test func settingsLeadToTheTestAndItsStepsAreShownOnAPageThatCanBeReloaded() async throws {
        let machine = try PretendMachine()
        try await withPage(machine) { browser in
            var browser = browser
            #expect(try await browser.get("/settings").html.contains(#"href="/settings/check""#))
            let sent = try await browser.fill("/settings/check", "full=yes")
            #expect(sent.status == 303)
            for _ in 0..<2 {
                let outcome = try await browser.get(try #require(sent.location)).html
                #expect(outcome.contains("198.51.100.1") && outcome.contains("the registers agree (12 ms)"))
                #expect(outcome.contains("its answers are signed"))
            }
        }
    }

    @Test func theFirstFaultIsToldWithItsRemedyAndCode() async throws {
        let machine = try PretendMachine()
        await machine.set(failure: DutyFailure(.proxyAuthRequired, "The proxy asks for a password."))
        try await withPage(machine) { browser in
            var browser = browser
            let sent = try await browser.fill("/settings/check", "")
            let outcome = try await browser.get(try #require(sent.location)).html
            #expect(outcome.contains("The proxy asks for a password.") && outcome.contains("proxy_auth_required"))
            #expect(!outcome.contains("the registers agree"), "only a full test talks with the services")
        }
    }
}
