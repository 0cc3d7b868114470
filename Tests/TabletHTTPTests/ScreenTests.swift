import DutyModel
import Tablet
import Testing

@Suite struct ScreenTests {
    @Test func homeAnswersTheThreeQuestions() async throws {
        let machine = try PretendMachine(descending: .rupees(2_62_500))
        _ = try await machine.frank(FrankingWish(amount: .rupees(500), article: try Article("4")))
        try await withPage(machine) { browser in
            var browser = browser
            let home = try await browser.get("/")
            #expect(home.status == 200)
            #expect(home.html.contains("Ready to frank"))
            #expect(home.html.contains("₹2,62,000.00"))
            #expect(home.html.contains("Upload 1 record"))
            #expect(home.html.contains("by 06 Dec 2025, 11:16 IST"))
            #expect(home.html.contains(#"<a class="button" href="/frank">Frank a document</a>"#))
        }
    }

    @Test func aLockedMachineOffersWhatUnlocksItAndNoForm() async throws {
        let machine = try PretendMachine()
        let lock = DutyFailure(.psdInspectionOverdue, "The inspection was due yesterday.")
        await machine.set(
            state: .locked, sentence: "Franking is locked.", lock: ReportedProblem(lock, at: Timestamp(1_763_964_000)))
        try await withPage(machine) { browser in
            var browser = browser
            let home = try await browser.get("/")
            #expect(home.html.contains("Run the audit"))
            #expect(home.html.contains("psd_inspection_overdue"))
            let frank = try await browser.get("/frank")
            #expect(frank.html.contains("The inspection was due yesterday."))
            #expect(!frank.html.contains("<form"))
            #expect(frank.html.contains(#"href="/specimen.pdf""#))
        }
    }

    @Test func anEmptyMachineAsksForATopUp() async throws {
        try await withPage(try PretendMachine(descending: .zero)) { browser in
            var browser = browser
            let home = try await browser.get("/")
            #expect(home.html.contains(#"<a class="button" href="/refill">Top up</a>"#))
        }
    }

    @Test func hostileTextIsShownAndNotRun() async throws {
        let attack = #"<script>alert("1")</script>"#
        let machine = try PretendMachine(titles: [attack])
        let problem = DutyFailure(.connectTimeout, attack, remedy: attack)
        await machine.set(problems: [ReportedProblem(problem, at: Timestamp(1_763_964_000))])
        await machine.set(state: .valid, sentence: attack)
        await machine.set(activity: attack)
        try await withPage(machine) { browser in
            var browser = browser
            for address in ["/", "/frank", "/frank?amount=%22%3E%3Cscript%3E", "/refill?amount=%22%3E%3Cscript%3E"] {
                let html = try await browser.get(address).html
                #expect(!html.contains("<script>"), "\(address)")
                #expect(html.contains("&lt;script&gt;"), "\(address)")
            }
        }
    }

    @Test func anImpressionShowsItsFactsAndNoStamp() async throws {
        let machine = try PretendMachine()
        _ = try await machine.frank(FrankingWish(amount: Paise(262_550), article: try Article("5(h)(B)")))
        try await withPage(machine) { browser in
            var browser = browser
            let page = try await browser.get("/impressions/1")
            #expect(page.html.contains("₹2,625.50"))
            #expect(page.html.contains("Rupees two thousand six hundred twenty-five and fifty paise only"))
            #expect(page.html.contains("24 Nov 2025, 11:30:00 IST"))
            #expect(page.html.contains("Not printed yet."))
            #expect(!page.html.contains("PRETEND1") && !page.html.contains("<img"))
            #expect(try await browser.get("/impressions").html.contains(#"href="/impressions/1""#))
        }
    }

    @Test(arguments: [
        "/impressions/2", "/impressions/1.pdf", "/impressions/1.png", "/outcome/1/print.pdf", "/impressions/0",
        "/impressions/01", "/impressions/x", "/impressions/99999999999",
        "/static/../TabletPage.swift", "/static/nothing.css", "/nothing", "/outcome/1", "/outcome/x",
    ])
    func nothingIsAtAnAddressThatIsNotThere(_ address: String) async throws {
        let machine = try PretendMachine()
        _ = try await machine.frank(FrankingWish(amount: .rupees(1), article: try Article("4")))
        try await withPage(machine) { browser in
            var browser = browser
            let answer = try await browser.get(address)
            #expect(answer.status == 404)
            #expect(answer.html.contains("path_unknown") || answer.html.contains("impression_unknown"))
        }
    }

    /// What must not be said while the base does not answer.
    private static let claims = [
        "₹0.00", "Nothing waits", "Nothing.", "nothing to withdraw", "no such", "Only a withdrawn",
    ]

    @Test func anUnreachableBaseShowsNoOldFigure() async throws {
        let machine = try PretendMachine()
        await machine.set(state: .unreachable, sentence: "The base does not answer.")
        try await withPage(machine) { browser in
            var browser = browser
            let home = try await browser.get("/")
            #expect(home.html.contains("No contact with the base"))
            #expect(home.html.contains("not known"))
            #expect(!home.html.contains("₹5,000.00</span>"))
            // No figure, no “nothing” and no “no such” of what nobody knows.
            for path in ["/", "/audit", "/outbox", "/withdraw", "/next-life", "/impressions/1", "/spoil?item=1"] {
                let html = try await browser.get(path).html
                for word in Self.claims {
                    #expect(!html.contains(word), "\(path): \(word)")
                }
            }
        }
    }
}
