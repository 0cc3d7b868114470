import DutyModel
import Hummingbird
import HummingbirdTesting
import Synchronization
import Testing
import VerifyHTTP

/// The page under which a check counts: what it says of itself, and for how long its answers may be kept.
@Suite struct PublishedPageTests {
    /// A judge by a list whose version and words a test changes.
    private final class Judge: Sendable {
        private let state = Mutex((version: UInt64(7), reason: "Fine."))

        func publish(version: UInt64, reason: String) { state.withLock { $0 = (version, reason) } }

        func answer(_ code: String) -> VerifyAnswer {
            let (version, reason) = state.withLock { $0 }
            guard code != "NOLIST" else { return VerifyAnswer(noKeyList: DutyFailure(.keyListMissing, "None.")) }
            return VerifyAnswer(verdict: .genuine, contents: nil, reason: reason, listVersion: version)
        }
    }

    private static let published = VerifyPage.published(host: "verify.example", path: "/V", keptSeconds: 20)

    private func ask(
        _ page: VerifyPage, _ judge: Judge = Judge(), at address: String, _ headers: HTTPFields = [:],
        method: HTTPRequest.Method = .get
    ) async throws -> TestResponse {
        let router = Router(options: .autoGenerateHeadEndpoints)
        try VerifyRoutes(page) { judge.answer($0) }.add(to: router)
        return try await Application(router: router).test(.router) { client in
            try await client.execute(uri: address, method: method, headers: headers)
        }
    }

    @Test(arguments: ["/V", "/V/GENUINE", "/V/NOLIST"])
    func itNamesTheHostUnderWhichACheckCounts(_ address: String) async throws {
        let html = String(buffer: try await ask(Self.published, at: address).body)
        #expect(html.contains("A check counts only at verify.example."))
        #expect(html.contains("address bar") && html.contains("on the paper"))
    }

    @Test func anAnswerIsKeptForAShortWhileUnderATagOfItsListAndContents() async throws {
        let judge = Judge()
        let first = try await ask(Self.published, judge, at: "/V/A")
        let tag = try #require(first.headers[.eTag])
        #expect(first.headers[.cacheControl] == "public, max-age=20, must-revalidate")
        #expect(tag.hasPrefix("\"7-"))
        #expect(try await ask(Self.published, judge, at: "/V/A").headers[.eTag] == tag)

        judge.publish(version: 8, reason: "Fine.")
        let newer = try #require(try await ask(Self.published, judge, at: "/V/A").headers[.eTag])
        #expect(newer.hasPrefix("\"8-") && newer != tag)
        judge.publish(version: 8, reason: "Recorded before.")
        #expect(try await ask(Self.published, judge, at: "/V/A").headers[.eTag] != newer)
    }

    @Test func whoHoldsAnAnswerIsSentItAgainOnlyWhenItChanged() async throws {
        let judge = Judge()
        let tag = try #require(try await ask(Self.published, judge, at: "/V/A").headers[.eTag])
        for field in [tag, "W/\(tag)", "\"other\", \(tag)", "*"] {
            let answer = try await ask(Self.published, judge, at: "/V/A", [.ifNoneMatch: field])
            #expect(answer.status == .notModified && answer.body.readableBytes == 0, "\(field)")
            #expect(answer.headers[.eTag] == tag)
        }
        for field in ["", "\"other\"", String(tag.dropLast())] {
            #expect(try await ask(Self.published, judge, at: "/V/A", [.ifNoneMatch: field]).status == .ok, "\(field)")
        }
        judge.publish(version: 8, reason: "Refunded since.")
        let changed = try await ask(Self.published, judge, at: "/V/A", [.ifNoneMatch: tag])
        #expect(changed.status == .ok && String(buffer: changed.body).contains("Refunded since."))
    }

    @Test(arguments: ["/V", "/V/NOLIST"]) func whatNoListProvesIsNotKept(_ address: String) async throws {
        let answer = try await ask(Self.published, at: address)
        #expect(answer.headers[.cacheControl] == "no-store" && answer.headers[.eTag] == nil)
    }

    @Test func headIsAnsweredWithTheSameFields() async throws {
        let (get, head) = (
            try await ask(Self.published, at: "/V/A"), try await ask(Self.published, at: "/V/A", method: .head)
        )
        #expect(head.status == .ok && head.headers[.eTag] == get.headers[.eTag] && head.body.readableBytes == 0)
    }

    @Test(arguments: [("", "/"), ("/STAMPS/CHECK", "/STAMPS/CHECK")])
    func itStandsWhereTheCodesLead(_ path: String, _ form: String) async throws {
        let page = VerifyPage.published(host: "v.example", path: path)
        #expect(String(buffer: try await ask(page, at: path + "/GENUINE").body).contains("Genuine code"))
        let html = String(buffer: try await ask(page, at: form).body)
        #expect(html.contains("action=\"\(form)\"") && html.contains("href=\"\(path)/style/verify.css\""))
        #expect(try await ask(page, at: path + "/style/verify.css").status == .ok)
        #expect(try await ask(page, at: "/V/GENUINE").status == .notFound)
    }

    @Test func aMachinesPageSaysThatItKnowsItsOwnPrintsAlone() async throws {
        let page = VerifyPage.ownPrints(countsAt: "https://verify.example/V/")
        for address in ["/V", "/V/A"] {
            let answer = try await ask(page, at: address)
            let html = String(buffer: answer.body)
            #expect(html.contains("this machine’s own records"))
            #expect(html.contains("A check counts only at https://verify.example/V/."))
            #expect(answer.headers[.cacheControl] == "no-store")
        }
        let alone = String(buffer: try await ask(.ownPrints(countsAt: nil), at: "/V").body)
        #expect(alone.contains("Check a print of this machine") && alone.contains("dutymark verify"))
    }

    @Test func thePageOfOneComputerIsAsItWas() async throws {
        let answer = try await ask(.oneComputer, at: "/V/A")
        #expect(answer.headers[.cacheControl] == "no-store" && answer.headers[.eTag] == nil)
        #expect(!String(buffer: answer.body).contains("counts only"))
    }
}
