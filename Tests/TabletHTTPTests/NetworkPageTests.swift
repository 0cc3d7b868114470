import DutyModel
import NetworkSetup
import SiteNetwork
import Tablet
import Testing

/// The network's settings as a person fills them in.
@Suite struct NetworkPageTests {
    static let proxy =
        "addressing=dhcp&proxy=manual&host=proxy.test&port=3128&authentication=yes&user=clerk&proxy-password=s3cret%2B"

    private static func withNetwork(
        _ network: PretendNetwork, _ test: @Sendable (Browser, PretendNetwork) async throws -> Void
    ) async throws {
        try await withPage(try PretendMachine(network: network)) { try await test($0, network) }
    }

    @Test func theWayOfTheGuideLeadsToTheProxy() async throws {
        try await Self.withNetwork(try PretendNetwork()) { browser, network in
            var browser = browser
            #expect(try await browser.get("/").html.contains(#"<a href="/settings""#))
            let settings = try await browser.get("/settings").html
            #expect(settings.contains("Wired (Ethernet)") && settings.contains("Wi-Fi"))
            let form = try await browser.get("/settings/wired").html
            for words in [
                "Proxy Setting", "None", "Manual", "Proxy Hostname", "Proxy Port", "Proxy Username", "Proxy Password",
            ] {
                #expect(form.contains(words), "\(words)")
            }
            let answer = try await browser.fill("/settings/wired", Self.proxy)
            #expect(answer.status == 303 && answer.location == "/settings")
            let credentials = ProxyCredentials(user: "clerk", password: "s3cret+")
            #expect(
                await network.settings.proxy.route
                    == .proxy(ProxyServer(host: "proxy.test", port: 3128, credentials: credentials)))
        }
    }

    @Test func aTrialShowsItsSecondsAndOneButtonThatKeepsIt() async throws {
        try await Self.withNetwork(try PretendNetwork()) { browser, network in
            var browser = browser
            _ = try await browser.fill("/settings/wired", Self.proxy)
            let page = try await browser.get("/settings")
            #expect(page.html.contains("60 seconds") && page.html.contains("Keep these settings"))
            #expect(page.html.contains("data-look-again=\"1\"") && page.html.contains(#"http-equiv="refresh""#))
            #expect(page.html.contains("DNS look-ups of its own; time from NTP servers (UDP)."))
            #expect(try await browser.get("/").html.contains("60 seconds left"))
            let kept = try await browser.post(
                "/settings/confirm", Browser.seal(in: page.html, to: "/settings/confirm"))
            #expect(kept.location == "/settings?kept=1")
            #expect(await network.trial() == nil)
            let after = try await browser.get("/settings?kept=1").html
            #expect(after.contains("The network settings are kept.") && !after.contains("Keep these settings"))
        }
    }

    @Test func confirmingTooLateSaysSo() async throws {
        try await Self.withNetwork(try PretendNetwork()) { browser, network in
            var browser = browser
            _ = try await browser.fill("/settings/wired", Self.proxy)
            let page = try await browser.get("/settings").html
            await network.set(trial: nil)
            await network.set(rolledBack: DutyFailure(.networkRolledBack, "Nobody confirmed them in time."))
            let late = try await browser.post("/settings/confirm", Browser.seal(in: page, to: "/settings/confirm"))
            #expect(late.status == 409 && late.html.contains("network_trial_none"))
            #expect(late.html.contains("Nobody confirmed them in time."))
        }
    }

    @Test func eachFaultStandsBesideItsFieldAndNothingTypedIsLost() async throws {
        try await Self.withNetwork(try PretendNetwork()) { browser, network in
            var browser = browser
            let answer = try await browser.fill(
                "/settings/wired",
                "addressing=manual&address=192.168.10.20&prefix=24&gateway=192.168.10.97&dns=8.8.8&proxy=manual"
                    + "&host=socks5%3A%2F%2Fp%3A1080&port=99999&authentication=yes&user=a%3Ab&proxy-password=s3cret")
            #expect(answer.status == 422)
            let html = answer.html
            for (field, code) in [
                ("gateway", "network_range_internal"), ("dns", "network_address_malformed"),
                ("host", "proxy_socks_refused"), ("port", "proxy_port_malformed"), ("user", "proxy_user_colon"),
            ] {
                let start = try #require(html.firstRange(of: "id=\"\(field)-fault\""), "\(field)")
                let fault = html[start.lowerBound...].prefix { $0 != "\n" }
                #expect(fault.contains(code), "\(fault)")
            }
            #expect(html.contains(#"value="192.168.10.97""#) && html.contains(#"value="99999""#))
            #expect(html.contains("5 fields must be corrected.") && html.contains("Nothing was changed."))
            #expect(!html.contains("s3cret"), "a password never comes back")
            #expect(await network.changes == 0)
        }
    }

    @Test func aPasswordIsNeverSentBackAndAnEmptyOneKeepsTheOldOne() async throws {
        try await Self.withNetwork(try PretendNetwork()) { browser, network in
            var browser = browser
            _ = try await browser.fill("/settings/wired", Self.proxy)
            for address in ["/settings", "/settings/wired", "/settings/wifi"] {
                #expect(!(try await browser.get(address).html.contains("s3cret")), "\(address)")
            }
            let form = try await browser.get("/settings/wired").html
            #expect(form.contains("Empty keeps the one there is.") && form.contains(#"value="clerk""#))
            let again = Self.proxy.replacing("s3cret%2B", with: "").replacing(
                "host=proxy.test", with: "host=PROXY.test")
            #expect(try await browser.fill("/settings/wired", again).location == "/settings")
            guard case .manual(let proxy) = await network.settings.proxy else { throw DutyFailure(.internalError, "") }
            #expect(proxy.login?.password == Secret("s3cret+"))
        }
    }

    @Test func aFormSurvivesAReloadByItsAddress() async throws {
        try await Self.withNetwork(try PretendNetwork()) { browser, _ in
            var browser = browser
            let html = try await browser.get(
                "/settings/wifi?addressing=dhcp&ssid=Of%26fice&band=5&security=wpa-802.1x&method=leap&proxy=none"
            ).html
            #expect(html.contains(#"value="Of&amp;fice""#))
            for chosen in [#"value="5" selected"#, #"value="wpa-802.1x" selected"#, #"value="leap" selected"#] {
                #expect(html.contains(chosen), "\(chosen)")
            }
        }
    }

    @Test(arguments: [
        ("ssid=Office&band=any&security=wep", "wifi_wep_refused"),
        ("ssid=Office&band=any&security=open", "wifi_open_refused"),
        ("ssid=&band=any&security=wpa2-psk&passphrase=correct+horse", "wifi_name_malformed"),
        ("ssid=Office&band=any&security=wpa2-psk&passphrase=short", "wifi_passphrase_bad"),
        ("ssid=Office&band=any&security=wpa-802.1x&method=peap&identity=m&password=p", "wifi_authority_bad"),
    ])
    func wirelessRefusals(_ fields: String, _ code: String) async throws {
        try await Self.withNetwork(try PretendNetwork()) { browser, _ in
            var browser = browser
            let answer = try await browser.fill("/settings/wifi", "addressing=dhcp&proxy=none&" + fields)
            #expect(answer.status == 422 && answer.html.contains(code), "\(answer.html)")
        }
    }

    @Test func theLinkOfAComputerIsShownAsItsOwnAndItsProxyIsSet() async throws {
        try await Self.withNetwork(try PretendNetwork(configuresLink: false)) { browser, network in
            var browser = browser
            #expect(try await browser.get("/settings").html.contains("Set by this computer"))
            let form = try await browser.get("/settings/wired").html
            #expect(form.contains("set by this computer") && !form.contains("name=\"addressing\""))
            let values = Self.proxy.replacing("addressing=dhcp&", with: "")
            #expect(try await browser.fill("/settings/wired", values).location == "/settings")
            #expect(await network.settings.link == .wired(.dhcp))
        }
    }

    @Test func aForgedFormChangesNothing() async throws {
        try await Self.withNetwork(try PretendNetwork()) { browser, network in
            var browser = browser
            let seal = try await browser.seal("/settings/wired")
            let stolen = try await browser.post("/settings/wired", seal + "&" + Self.proxy, origin: "http://evil.test")
            #expect(stolen.status == 403 && stolen.html.contains("origin_foreign"))
            let other = try await browser.post("/settings/wifi", seal + "&" + Self.proxy)
            #expect(other.status == 403 && other.html.contains("csrf_bad"))
            #expect(await network.changes == 0)
        }
    }

    @Test func aLinkThatFailsIsToldAboveTheForm() async throws {
        try await Self.withNetwork(try PretendNetwork()) { browser, network in
            var browser = browser
            await network.set(failure: DutyFailure(.networkApplyFailed, "The link did not come up."))
            let answer = try await browser.fill("/settings/wired", Self.proxy)
            #expect(answer.status == 503 && answer.html.contains("network_apply_failed"))
            #expect(
                answer.html.contains("The settings are as they were.") && answer.html.contains(#"value="proxy.test""#))
        }
    }
}
