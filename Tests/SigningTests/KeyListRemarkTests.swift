import DutyModel
import Foundation
import Signing
import Testing

@Suite struct KeyListRemarkTests {
    private func sampleList() throws -> KeyList {
        try SampleSigning.list(
            [SampleSigning.entry(), SampleSigning.entry(psdKey: "P00000043-1", seed: 3, lastCounter: 50)],
            remarks: [SampleSigning.remark(from: 10, to: 19), SampleSigning.remark(from: 7, psdKey: "P00000043-1")])
    }

    private func remarks(_ counter: UInt32, _ list: KeyList) throws -> [StampRemark] {
        let code = try SampleSigning.code(SampleSigning.record(counter: counter))
        switch StampVerifier().judge(code, against: list) {
        case .genuine: return []
        case .genuineBut(_, _, let remarks): return remarks
        case .notProven(let failure): throw failure
        }
    }

    @Test func fileWithRemarksIsReadBackAsItWas() throws {
        let list = try sampleList()
        let json = try list.json
        #expect(try KeyList.verified(json: json) == list)
        #expect(try KeyList.verified(json: json).json == json)
        #expect(KeyList.statedVersion(in: json) == list.version)
        #expect(String(decoding: try SampleSigning.list([]).json, as: UTF8.self).contains(#""remarks" : ["#))
    }

    @Test func stampUnderExaminationIsGenuineButSaysSo() throws {
        let since = Timestamp(1_795_520_000)
        let list = try SampleSigning.list(
            [SampleSigning.entry(status: .withdrawn(at: Timestamp(1_795_500_000)))],
            marks: [SampleSigning.mark(.refunded, counter: 12)], remarks: [SampleSigning.remark(from: 10, to: 19)])
        let withdrawn = StampRemark.withdrawnSince(Timestamp(1_795_500_000))
        for counter in [UInt32(9), 20] { #expect(try remarks(counter, list) == [withdrawn]) }
        for counter in [UInt32(10), 19] {
            #expect(try remarks(counter, list) == [.underExamination(since), withdrawn])
        }
        #expect(try remarks(12, list) == [.refunded(since), .underExamination(since), withdrawn])
        let open = try SampleSigning.list([SampleSigning.entry()], remarks: [SampleSigning.remark(from: 10)])
        #expect(try remarks(4_000_000_000, open) == [.underExamination(since)])
    }

    /// A later publisher may remark what this program has no words for: the reader hears of it all the same.
    @Test func remarkOfAnUnknownKindIsNeverPassedOver() throws {
        let list = try SampleSigning.list(
            [SampleSigning.entry()], remarks: [SampleSigning.remark(from: 17, kind: "seen_twice")])
        let found = try remarks(17, try KeyList.verified(json: try list.json))
        #expect(found.map(\.name) == ["seen_twice"])
        #expect(found.first?.sentence.contains("seen_twice") == true)
        #expect(try remarks(16, list) == [])
    }

    /// A name for the defect, the change that makes it, and a word of the refusal.
    @Test(arguments: [
        ("remarks-missing", #""remarks""#, #""marksre""#, "marksre"),
        ("kind-of-no-form", "under_examination", "Under examination", "kind"),
        ("kind-of-no-letters", "under_examination", "", "kind"),
        ("remark-with-extra-part", #""firstCounter" : 10"#, #""firstCounter" : 10, "why" : "ink""#, "why"),
        ("remark-at-no-time", "2026-11-24T11:33:20Z", "2026-11-31T11:33:20Z", "2026-11-31"),
        ("remark-on-item-zero", #""firstCounter" : 10"#, #""firstCounter" : 0"#, "no item"),
        ("remark-on-nothing", #""firstCounter" : 10"#, #""firstCounter" : 20"#, "no item"),
        ("remark-after-the-life", #""firstCounter" : 7"#, #""firstCounter" : 51"#, "item 51"),
        ("changed", #""firstCounter" : 10"#, #""firstCounter" : 11"#, "signature"),
        ("second-form-with-remarks", "dutymark-key-list-3", "dutymark-key-list-2", "remarks"),
    ])
    func defectIsRefusedByName(defect: String, old: String, new: String, word: String) throws {
        try expectRefusal(of: sampleList(), changing: old, to: new, naming: word, defect)
    }

    @Test func remarksThatContradictTheListAreNotSigned() throws {
        let remark = try SampleSigning.remark(from: 10)
        let contradictions: [[KeyListRemark]] = [
            [remark, remark], [try SampleSigning.remark(from: 10, psdKey: "P00000099-1")],
        ]
        for remarks in contradictions {
            #expect(
                failureCode { _ = try SampleSigning.list([SampleSigning.entry()], remarks: remarks) } == .keyListBad)
        }
        #expect(
            failureCode {
                _ = try SampleSigning.list([SampleSigning.entry()], remarks: [remark], format: .second)
            } == .keyListBad)
    }

    @Test func formsOfOneListDifferOnlyInWhatTheyCanHold() throws {
        let lists = try sampleList().contents.signed(
            version: 9, issuedAt: Timestamp(1_795_600_000), by: SampleSigning.signer(1))
        #expect(lists.map(\.format) == [.third, .second])
        #expect(lists.map(\.version) == [9, 9] && lists[1].remarks == [] && lists[1].entries == lists[0].entries)
        for list in lists { #expect(try KeyList.verified(json: list.json) == list) }
    }

    /// Seconds of age, what they mean, and how they are said.
    private static let ages: [(seconds: Int64, meaning: KeyListAge.Meaning, words: String)] = [
        (-301, .ahead, "less than a minute"), (-300, .fresh, "less than a minute"), (0, .fresh, "less than a minute"),
        (59, .fresh, "less than a minute"), (60, .fresh, "1 minute"), (10_805, .fresh, "3 hours"),
        (172_799, .fresh, "1 day"), (172_800, .old, "2 days"), (34_560_000, .old, "400 days"),
    ]

    @Test func ageIsSaidInWords() {
        let issuedAt = Timestamp(1_795_600_000)
        for row in Self.ages {
            let age = KeyListAge(of: issuedAt, at: issuedAt.advanced(bySeconds: row.seconds))
            #expect(age.meaning == row.meaning && age.words == row.words, "\(row)")
            #expect((age.warning == nil) == (row.meaning == .fresh), "\(row)")
        }
        #expect(KeyListAge(of: Timestamp(.min), at: Timestamp(.max)).meaning == .old)
        #expect(KeyListAge(of: Timestamp(.max), at: Timestamp(.min)).meaning == .ahead)
    }

    @Test func oldListIsRemarkedOnEveryStampAndLast() throws {
        let list = try SampleSigning.list([SampleSigning.entry()], marks: [SampleSigning.mark(.refunded)])
        let age = KeyListAge(of: list.issuedAt, at: list.issuedAt.advanced(byDays: 3))
        for (counter, names) in [(UInt32(17), ["refunded", "list_old"]), (16, ["list_old"])] {
            let code = try SampleSigning.code(SampleSigning.record(counter: counter))
            guard case .genuineBut(_, _, let remarks) = StampVerifier().judge(code, against: list, aged: age) else {
                Issue.record("item \(counter)")
                continue
            }
            #expect(remarks.map(\.name) == names)
            #expect(remarks.last?.sentence.contains("3 days old") == true)
        }
    }
}
