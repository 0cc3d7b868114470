import DutyModel
import Exchanges
import Hummingbird
import HummingbirdTesting
import Testing
import VerifyHTTP

@Suite struct VerifyRoutesTests {
    /// A judge that knows one code; what it is asked is part of its reason.
    private static func judge(_ code: String) async -> VerifyAnswer {
        switch code {
        case "GENUINE": VerifyAnswer(verdict: .genuine, contents: contents)
        case "WITHDRAWN": VerifyAnswer(verdict: .genuineWithdrawn, contents: contents, reason: "Withdrawn since.")
        case "SPOILED": VerifyAnswer(verdict: .genuineSpoiled, contents: contents, reason: "Spoiled since.")
        case "REFUNDED": VerifyAnswer(verdict: .genuineRefunded, contents: contents, reason: "Refunded since.")
        case "NOLIST": VerifyAnswer(noKeyList: DutyFailure(.keyListMissing, "There is no key list."))
        default: VerifyAnswer(DutyFailure(.codeMalformed, "Asked: \(code)"))
        }
    }

    private static var contents: VerifiedContents? {
        guard let state = try? StateCode("MH"), let article = try? Article("5(h)(B)"),
            let machine = try? MachineSerial("B700-1"), let licence = try? LicenceNumber("MH-42")
        else { return nil }
        let stamp = StampRecord(
            psdKey: PSDKeyID(serial: PSDSerial(42), life: 1), counter: 7, value: .rupees(2_62_500),
            time: Timestamp(1_763_964_000), state: state, article: article)
        return VerifiedContents(stamp: stamp, machine: machine, licence: licence)
    }

    private func page(_ address: String) async throws -> (status: Int, html: String) {
        let router = Router()
        try VerifyRoutes(judge: Self.judge).add(to: router)
        return try await Application(router: router).test(.router) { client in
            let answer = try await client.execute(uri: address, method: .get)
            return (answer.status.code, String(buffer: answer.body))
        }
    }

    @Test(arguments: ["/V/GENUINE", "/V/WITHDRAWN", "/V/SPOILED", "/V?code=GENUINE", "/V?code=%20GENUINE%0A"])
    func aProvenCodeShowsWhatToCompare(_ address: String) async throws {
        let html = try await page(address).html
        for part in [
            "₹2,62,500.00", "Rupees two lakh sixty-two thousand five hundred only", "24 Nov 2025, 11:30:00 IST",
            "MH article 5(h)(B)", "B700-1", "MH-42", "P00000042-1", "compare with the paper",
        ] {
            #expect(html.contains(part), "\(part)")
        }
    }

    @Test func aWithdrawnMachineIsNamedInTheVerdict() async throws {
        #expect(try await page("/V/WITHDRAWN").html.contains("machine withdrawn since"))
    }

    @Test func aStampThatPaysNoDutyIsNamedInTheVerdict() async throws {
        #expect(try await page("/V/SPOILED").html.contains("declared spoiled since"))
        #expect(try await page("/V/REFUNDED").html.contains("duty given back since"))
    }

    @Test(arguments: [
        ("/V/OTHER", "Not proven genuine", "code_malformed"),
        ("/V/NOLIST", "can’t be checked here", "key_list_missing"),
    ])
    func anUnprovenCodeShowsNoContents(_ address: String, _ headline: String, _ code: String) async throws {
        let html = try await page(address).html
        #expect(html.contains(headline))
        #expect(html.contains(code))
        #expect(!html.contains("₹"))
        #expect(!html.contains("Genuine code"))
    }

    @Test func theCodeIsJudgedExactlyAsItStands() async throws {
        #expect(try await page("/V/genuine").html.contains("Asked: genuine"))
        #expect(try await page("/v/GENUINE").status == 404)
        #expect(try await page("/V/GENUIN%45").html.contains("Not proven genuine"))
        #expect(try await page("/V/\(String(repeating: "A", count: 401))").html.contains("too long"))
    }

    @Test func hostileTextIsShownAndNotRun() async throws {
        let html = try await page("/V?code=%3Cscript%3Ealert(1)%3C/script%3E").html
        #expect(!html.contains("<script>"))
        #expect(html.contains("&lt;script&gt;"))
    }

    @Test func theFormAndItsStyleAreServed() async throws {
        #expect(try await page("/V").html.contains("<form"))
        #expect(try await page("/V/style/verify.css").status == 200)
    }
}
