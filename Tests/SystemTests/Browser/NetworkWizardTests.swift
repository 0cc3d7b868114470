import Foundation
import Testing

/// The network's settings as a person sets them in a real browser.
@Suite("The network's settings in a browser", .serialized)
struct NetworkWizardTests {
    @Test("Settings, Wired, Proxy Setting, Manual: tried, kept, and nothing shown of the password")
    func proxy() async throws {
        try await withBrowser { system, browser in
            let place = system.place
            try await browser.open(place.page)
            try await browser.click("nav a[href='/settings']")
            try await browser.waitFor("Wired (Ethernet)")
            try await browser.picture("settings")
            try await browser.click("a[href='/settings/wired']")
            try await browser.waitFor("Proxy Setting")
            #expect(try await Self.isSeen("#host", browser) == "no", "None asks for nothing more")
            try await browser.click("#proxy option[value='manual']")
            #expect(try await Self.isSeen("#host", browser) == "yes")
            #expect(try await Self.isSeen("#user", browser) == "no", "only a proxy that asks wants a user")
            try await browser.type("127.0.0.1", into: "#host")
            try await browser.type("1", into: "#port")
            try await browser.click("#authentication")
            #expect(try await Self.isSeen("#user", browser) == "yes")
            try await browser.type("clerk", into: "#user")
            try await browser.type("s3cret", into: "#proxy-password")
            try await browser.picture("settings-proxy")
            let address = try await browser.run("return location.href")
            #expect(address.contains("host=127.0.0.1") && !address.contains("s3cret"), "\(address)")
            try await browser.reload()
            #expect(try await browser.run("return document.querySelector('#user').value") == "clerk")
            #expect(try await browser.run("return document.querySelector('#proxy-password').value") == "")
            try await browser.type("s3cret", into: "#proxy-password")
            try await browser.click("form.network button")
            try await browser.waitFor("New settings are on trial.")
            try await browser.picture("settings-trial")
            let first = try await browser.text("#trial-left")
            try await browser.waitFor("seconds")
            #expect(first.contains("second"))
            try await browser.open(place.page)
            try await browser.waitFor("Keep the new network settings")
            try await browser.picture("home-trial")
            try await browser.open(place.page + "/settings")
            try await browser.click("form[action='/settings/confirm'] button")
            try await browser.waitFor("The network settings are kept.")
            try await browser.picture("settings-kept")
            let source = try await browser.run(
                "return fetch('/settings/wired').then(answer => answer.text())")
            #expect(source.contains("clerk") && !source.contains("s3cret"))
        }
    }

    @Test("what is wrong stands beside its field, and what was typed stays")
    func faults() async throws {
        try await withBrowser { system, browser in
            let place = system.place
            try await browser.open(place.page + "/settings/wired")
            try await browser.click("#proxy option[value='manual']")
            try await browser.type("socks5://proxy.test:1080", into: "#host")
            try await browser.type("99999", into: "#port")
            try await browser.click("#authentication")
            try await browser.type("a:b", into: "#user")
            try await browser.click("form.network button")
            try await browser.waitFor("proxy_socks_refused")
            for code in ["proxy_port_malformed", "proxy_user_colon", "proxy_login_missing"] {
                try await browser.waitFor(code)
            }
            #expect(try await browser.run("return document.querySelector('#host').value") == "socks5://proxy.test:1080")
            try await browser.picture("settings-faults")
        }
    }

    private static func isSeen(_ selector: String, _ browser: Browser) async throws -> String {
        try await browser.run("return document.querySelector('\(selector)').offsetParent === null ? 'no' : 'yes'")
    }
}
