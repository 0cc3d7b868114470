import DutyModel
import Foundation
import Testing

@Suite("Damaged schedules") struct ScheduleReadingTests {
    private static func file(_ rates: String, article: String = "4", more: String = "") -> String {
        #"{"formatVersion":1,"instruments":[{"state":"MH","article":"\#(article)","title":"T","rates":[\#(rates)]}\#(more)]}"#
    }

    static let defects: [(String, String)] = [
        ("not JSON", "{"),
        ("another version", #"{"formatVersion":2,"instruments":[]}"#),
        ("no rates", file("")),
        ("no rule", file("{}")),
        ("two rules", file(#"{"flat":1,"steps":{"upTo":0,"base":0,"each":1,"unit":1}}"#)),
        ("negative duty", file(#"{"flat":-1}"#)),
        ("a unit of zero", file(#"{"steps":{"upTo":0,"base":0,"each":1,"unit":0}}"#)),
        ("bounds the wrong way round", file(#"{"share":{"millionths":1,"minimum":2,"maximum":1}}"#)),
        ("a share as a fraction", file(#"{"share":{"millionths":0.5}}"#)),
        ("no last slab", file(#"{"slabs":[{"upTo":5,"base":0,"millionths":1,"over":0}]}"#)),
        ("no date such as this", file(#"{"from":"2024-02-30","flat":1}"#)),
        ("rates out of order", file(#"{"from":"2024-03-01","flat":1},{"from":"2024-02-01","flat":2}"#)),
        ("a later rate without date", file(#"{"flat":1},{"flat":2}"#)),
        ("not an article", file(#"{"flat":1}"#, article: "x")),
        (
            "an article twice",
            file(#"{"flat":1}"#, more: #",{"state":"MH","article":"4","title":"T","rates":[{"flat":1}]}"#)
        ),
    ]

    @Test("each defect is refused", arguments: defects)
    func refused(defect: String, text: String) {
        #expect(throws: DutyFailure(.dataMalformed, "")) { try DutySchedule.read(Data(text.utf8)) }
    }

    @Test("the same file without a defect is read")
    func control() throws {
        let schedule = try DutySchedule.read(Data(Self.file(#"{"flat":1},{"from":"2024-02-29","flat":2}"#).utf8))
        #expect(schedule.instruments.count == 1)
    }

    @Test("a file that is too large is refused unread")
    func tooLarge() {
        let data = Data(repeating: UInt8(ascii: " "), count: DutySchedule.largestBytes + 1)
        #expect(throws: DutyFailure(.dataMalformed, "")) { try DutySchedule.read(data) }
    }
}
