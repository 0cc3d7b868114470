import DutyModel
import Foundation
import Testing

@Suite("Failure codes") struct FailureCodeTests {
    private static let crossing = FailureCodeGroup.crossing.flatMap(\.codes)

    @Test("whoever reads the name of a code that crosses a border finds its declaration", arguments: crossing)
    func declared(_ code: FailureCode) throws {
        let read = try #require(FailureCode(rawValue: code.rawValue))
        #expect(read == code && read.category == code.category && read.category != .unknown)
        #expect(read.outcome == code.outcome && read.usualRemedy == code.usualRemedy)
        #expect(try JSONDecoder().decode([FailureCode].self, from: JSONEncoder().encode([code])) == [code])
    }

    @Test("a code of a newer version keeps its text, and leaves open what became of a command")
    func newer() throws {
        for name in ["a", "of_a_newer_version", "x509_bad", String(repeating: "z", count: 40)] {
            let code = try JSONDecoder().decode([FailureCode].self, from: Data("[\"\(name)\"]".utf8))[0]
            #expect(code.rawValue == name && code == FailureCode(rawValue: name))
            #expect(
                code.category == .unknown && code.outcome == .notKnown && code.usualRemedy.contains("newest version"))
            #expect(DutyFailure(code, "It failed.").outcome == .notKnown)
        }
    }

    @Test(
        "what isn't the name of a code isn't read as one",
        arguments: [
            "", "A", "Link_down", "1st", "_a", "a-b", "a b", "é", "a\n", "a\u{0}", String(repeating: "z", count: 41),
        ])
    func malformed(_ name: String) throws {
        #expect(FailureCode(rawValue: name) == nil)
        let json = try JSONEncoder().encode([name])
        #expect(throws: DutyFailure(.valueMalformed, "")) { try JSONDecoder().decode([FailureCode].self, from: json) }
    }

    @Test("every category has the HTTP status and the exit status that it should")
    func statuses() {
        let statuses: [FailureCategory: Int] = [
            .malformed: 400, .forbidden: 403, .absent: 404, .conflict: 409, .tooLarge: 413, .misdirected: 421,
            .refused: 422, .unknown: 422, .needsTLS: 426, .throttled: 429, .broken: 500, .unavailable: 503,
            .network: 503,
        ]
        for category in FailureCategory.allCases {
            #expect(category.httpStatus == statuses[category] && category.exitStatus == 1, "\(category)")
        }
    }

    @Test("what may leave a command carried out never says that it was not done")
    func neverDoneUnseen() {
        let open: [FailureCode] = [
            .linkBroken, .connectionLost, .httpTimeout, .journalWriteFailed, .psdFatal, .internalError, .dataFull,
        ]
        #expect(open.allSatisfy { $0.outcome == .notKnown })
        #expect(FailureCode.printFailed.outcome == .done)
        #expect(DutyFailure(.linkBroken, "It broke.").outcome == .notKnown)
        #expect(DutyFailure(.psdFatal, "It stopped.").knowing(.notDone).outcome == .notDone)
    }

    @Test("failures are equal by code, and say message, remedy and code")
    func failure() {
        let failure = DutyFailure(.portTaken, "Port 8700 is taken.", remedy: "Stop it.")
        #expect(failure == DutyFailure(.portTaken, "Otherwise."))
        #expect(failure != DutyFailure(.dataFull, "Port 8700 is taken."))
        #expect(failure.description == "Port 8700 is taken. Stop it. [port_taken]")
    }
}
