import Hummingbird
import Testing

@Suite struct GuardTests {
    @Test func aForeignHostIsRefused() async throws {
        try await withPage(try PretendMachine(), authorities: ["127.0.0.1:8700"]) { browser in
            var browser = browser
            let answer = try await browser.get("/")
            #expect(answer.status == 421)
            #expect(answer.html.contains("host_foreign"))
            #expect(!answer.html.contains("₹"))
        }
    }

    @Test(arguments: [
        "http://evil.example", "null", "https://localhost", "http://localhost:81", "http://localhost.evil",
    ])
    func aForeignOriginIsRefused(_ origin: String) async throws {
        let machine = try PretendMachine()
        try await withPage(machine) { browser in
            var browser = browser
            let seal = try await browser.seal("/frank")
            let post = try await browser.post("/frank", seal + "&amount=1&article=4&state=MH", origin: origin)
            #expect(post.status == 403)
            #expect(post.html.contains("origin_foreign"))
            #expect(try await browser.get("/", headers: [.origin: origin]).status == 403)
        }
        #expect(await machine.debits == 0)
    }

    @Test func aFormWithoutAnOriginIsRefused() async throws {
        let machine = try PretendMachine()
        try await withPage(machine) { browser in
            var browser = browser
            let seal = try await browser.seal("/frank")
            let post = try await browser.post("/frank", seal + "&amount=1&article=4&state=MH", origin: nil)
            #expect(post.status == 403)
        }
        #expect(await machine.debits == 0)
    }

    @Test func anotherSiteMayLinkHereButFetchNothing() async throws {
        let site = try #require(HTTPFields.Element.Name("Sec-Fetch-Site"))
        let mode = try #require(HTTPFields.Element.Name("Sec-Fetch-Mode"))
        try await withPage(try PretendMachine()) { browser in
            var browser = browser
            let link = try await browser.get("/", headers: [site: "cross-site", mode: "navigate"])
            let image = try await browser.get("/", headers: [site: "cross-site", mode: "no-cors"])
            let otherPort = try await browser.get("/", headers: [site: "same-site", mode: "cors"])
            let own = try await browser.get("/", headers: [site: "same-origin", mode: "cors"])
            #expect([link, image, otherPort, own].map(\.status) == [200, 403, 403, 200])
        }
    }

    @Test(arguments: ["/", "/frank", "/nothing", "/static/page.css", "/specimen.pdf"])
    func everyAnswerCarriesTheHeaders(_ address: String) async throws {
        try await withPage(try PretendMachine()) { browser in
            var browser = browser
            let headers = try await browser.get(address).headers
            #expect(headers[.contentSecurityPolicy]?.contains("frame-ancestors 'none'") == true)
            #expect(headers[.xContentTypeOptions] == "nosniff")
            #expect(headers[.cacheControl] == "no-store")
            #expect(headers[try #require(HTTPFields.Element.Name("X-Frame-Options"))] == "DENY")
            #expect(headers[try #require(HTTPFields.Element.Name("Referrer-Policy"))] == "same-origin")
        }
    }

    @Test func aPageLoadsNothingFromElsewhere() async throws {
        try await withPage(try PretendMachine()) { browser in
            var browser = browser
            for address in ["/", "/frank", "/refill", "/impressions", "/audit", "/outbox"] {
                let answer = try await browser.get(address)
                #expect(answer.headers[.contentSecurityPolicy]?.hasPrefix("default-src 'none';") == true)
                #expect(answer.html.firstMatch(of: /(src|href|action)="(https?:)?\/\//) == nil, "\(address)")
            }
        }
    }

    @Test func theSessionCookieIsOutOfReach() async throws {
        try await withPage(try PretendMachine()) { browser in
            var browser = browser
            let cookie = try #require(try await browser.get("/frank").headers[.setCookie])
            #expect(cookie.hasSuffix("; Path=/; HttpOnly; SameSite=Strict"))
            #expect(try await browser.get("/frank").headers[.setCookie] == nil)
        }
    }
}
