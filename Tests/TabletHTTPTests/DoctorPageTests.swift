import ConnectivityGuide
import Doctor
import DutyModel
import Tablet
import TabletHTTP
import Testing

/// What blocks the network, as the page tells it to the clerk and to those she calls.
@Suite struct DoctorPageTests {
    /// A doctor that finds every TLS port of the guide closed, or nothing wrong; a name of the site's holds markup.
    private static func doctor(isBlocked: Bool) throws -> MachineDoctor {
        let guide = try ConnectivityGuide.builtIn("b700-v2")
        return MachineDoctor(guide: guide) { _ async throws(DutyFailure) in
            var recording = Recording(
                guide: guide.name, startedAt: Timestamp(1_795_500_000), authorities: "<b>mine</b>")
            recording.local.addresses = ["198.51.100.7"]
            recording.local.hasRoute4 = true
            for endpoint in guide.endpoints where endpoint.transport == .tcp && endpoint.speaks != .dns {
                guard let port = endpoint.portNumber, let host = StandIn.hosts(for: endpoint, in: guide).first else {
                    continue
                }
                let closed = isBlocked && endpoint.speaks == .tls
                var seen = ConnectionObservation(
                    host: host, port: port, address: "203.0.113.\(host.utf8.count)", opening: closed ? .timeout : .open)
                if endpoint.speaks == .tls, !closed {
                    seen.tls = TLSObservation(.completed)
                    seen.tls?.validity = .trusted
                }
                if endpoint.speaks == .http {
                    seen.http = HTTPObservation(.answered)
                    seen.http?.status = endpoint.role == .connectivityCheck ? 204 : 200
                }
                recording.connections += [seen, seen]
            }
            return recording
        }
    }

    @Test func aRunIsShownInPlainWordsAndStaysUntilTheNext() async throws {
        let machine = try PretendMachine(doctor: try Self.doctor(isBlocked: true))
        try await withPage(machine) { browser in
            var browser = browser
            let before = try await browser.get("/settings/doctor").html
            #expect(before.contains("Find out what blocks the network") && !before.contains("data-print"))
            #expect(try await browser.get("/settings/doctor/sheet.html").status == 404)
            let sent = try await browser.fill("/settings/doctor", "")
            #expect(sent.status == 303)
            let location = try #require(sent.location)
            for _ in 0..<2 {
                let page = try await browser.get(location).html
                #expect(page.contains("The office’s network closes a way that the machine needs."))
                #expect(page.contains("Top-ups, uploads and audits do not work until it is mended."))
                #expect(page.contains("Call the people who look after this office’s network"))
                #expect(page.contains("data-print") && page.contains(#"<article class="sheet">"#))
                // What is technical comes after the words, folded.
                let words = try #require(page.firstRange(of: "Call the people"))
                let code = try #require(page.firstRange(of: "port_closed"))
                let fold = try #require(page.firstRange(of: "<details>"))
                #expect(words.lowerBound < fold.lowerBound && fold.lowerBound < code.lowerBound)
                #expect(!page.contains("<b>mine</b>") && page.contains("198.51.100.7"))
            }
        }
    }

    @Test func theSheetIsOneFileWithoutScriptAndNamesEveryPlace() async throws {
        let machine = try PretendMachine(doctor: try Self.doctor(isBlocked: true))
        try await withPage(machine) { browser in
            var browser = browser
            _ = try await browser.fill("/settings/doctor", "")
            let sheet = try await browser.get("/settings/doctor/sheet.html")
            #expect(sheet.status == 200 && sheet.headers[.contentDisposition]?.hasPrefix("attachment") == true)
            #expect(sheet.headers[.contentSecurityPolicy]?.contains("default-src 'none'") == true)
            #expect(
                sheet.html.contains("port_closed") && !sheet.html.contains("<script") && !sheet.html.contains("<b>mine")
            )
            let page = try await browser.get("/settings/doctor").html
            #expect(page.contains("The rule for nftables, ") && page.contains("<pre>"), "the very lines")
            for endpoint in try ConnectivityGuide.builtIn("b700-v2").endpoints(role: .funds) {
                #expect(page.contains("<td>\(endpoint.name)</td>"))
            }
        }
    }

    @Test func whileItLooksThePageSaysHowFarItIsAndThatItMayBeLeft() async throws {
        let (words, word) = AsyncStream.makeStream(of: Void.self)
        let (arrivals, arrived) = AsyncStream.makeStream(of: Void.self)
        let doctor = MachineDoctor(guide: try .builtIn("b700-v2")) { progress async throws(DutyFailure) in
            progress(31, 97)
            arrived.finish()
            for await _ in words {}
            return Recording(guide: "b700-v2", startedAt: Timestamp(0), authorities: "none")
        }
        let machine = try PretendMachine(doctor: doctor)
        try await withPage(machine, limits: PageLimits { $0.patienceMilliseconds = 1 }) { browser in
            var browser = browser
            let location = try #require(try await browser.fill("/settings/doctor", "").location)
            for await _ in arrivals {}
            let waiting = try await browser.get(location).html
            #expect(waiting.contains("31 of 97 places are tried.") && waiting.contains("You can leave it"))
            word.finish()
            try await doctor.examine()
            var answer = try await browser.get(location)
            while answer.status == 200 { answer = try await browser.get(location) }
            #expect(answer.status == 303 && answer.location == "/settings/doctor")
        }
    }

    @Test func aNetworkWithoutFaultsHasNoSheet() async throws {
        let machine = try PretendMachine(doctor: try Self.doctor(isBlocked: false))
        try await withPage(machine) { browser in
            var browser = browser
            _ = try await browser.fill("/settings/doctor", "")
            let page = try await browser.get("/settings/doctor").html
            #expect(page.contains("Nothing blocks the machine.") && !page.contains("data-print"))
        }
    }

    @Test func aBrokenNetworkOnTheHomePageLeadsHereAndAnotherProblemDoesNot() async throws {
        let machine = try PretendMachine()
        let link = #"href="/settings/doctor""#
        try await withPage(machine) { browser in
            var browser = browser
            for (code, leads) in [
                (FailureCode.proxyUnreachable, true), (.connectTimeout, true), (.psdAuditFailed, false),
            ] {
                await machine.set(problems: [
                    ReportedProblem(DutyFailure(code, "Something went wrong."), at: Timestamp(0))
                ])
                let home = try await browser.get("/").html
                #expect(home.contains(link) == leads, "\(code)")
            }
        }
    }

    @Test func aMachineThatCannotBeAskedSaysSo() async throws {
        try await withPage(try PretendMachine()) { browser in
            var browser = browser
            let sent = try await browser.fill("/settings/doctor", "")
            #expect(sent.status == 422 && sent.html.contains("doctor_missing"))
        }
    }
}
