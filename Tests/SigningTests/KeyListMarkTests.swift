import DutyModel
import Foundation
import Signing
import Testing

@Suite struct KeyListMarkTests {
    private func sampleList() throws -> KeyList {
        try SampleSigning.list(
            [SampleSigning.entry(), SampleSigning.entry(psdKey: "P00000043-1", seed: 3, lastCounter: 50)],
            marks: [SampleSigning.mark(.spoiled), SampleSigning.mark(.refunded, psdKey: "P00000043-1", counter: 50)],
            format: .second)
    }

    @Test func fileWithMarksIsReadBackAsItWas() throws {
        let list = try sampleList()
        let json = try list.json
        #expect(try KeyList.verified(json: json) == list)
        #expect(try KeyList.verified(json: json).json == json)
        #expect(String(decoding: try SampleSigning.list([]).json, as: UTF8.self).contains(#""marks" : ["#))
    }

    @Test func everyMarkIsFoundAndNoOther() throws {
        let counters = (1...300 as ClosedRange<UInt32>).filter { $0 % 3 == 0 }
        let marks = try counters.map { try SampleSigning.mark($0 % 2 == 0 ? .spoiled : .refunded, counter: $0) }
        let entries = try [SampleSigning.entry(), SampleSigning.entry(psdKey: "P00000043-1", seed: 3)]
        let list = try SampleSigning.list(entries, marks: marks.reversed())
        #expect(list.marks == marks)
        for counter in 0...301 as ClosedRange<UInt32> {
            let found = list.mark(for: entries[0].psdKey, counter: counter)
            #expect(found == marks.first { $0.counter == counter })
            #expect(list.mark(for: entries[1].psdKey, counter: counter) == nil)
        }
    }

    @Test func refundCountsBeforeTheDeclarationThatItFollows() throws {
        let marks = try [
            SampleSigning.mark(.refunded, at: Timestamp(1_795_530_000)), SampleSigning.mark(.spoiled),
        ]
        let list = try SampleSigning.list([SampleSigning.entry()], marks: marks)
        #expect(list.mark(for: try PSDKeyID("P00000042-1"), counter: 17) == marks[0])
    }

    /// A name for the defect, the change that makes it, and a word of the refusal.
    @Test(arguments: [
        ("marks-missing", #""marks""#, #""remarks""#, "remarks"),
        ("mark-of-unknown-kind", #""kind" : "spoiled""#, #""kind" : "lost""#, "lost"),
        ("mark-with-extra-part", #""kind" : "spoiled""#, #""kind" : "spoiled", "why" : "ink""#, "why"),
        ("mark-without-time", #""at" : "2026-11-24T11:33:20Z","#, "", "“at”"),
        ("mark-at-no-time", "2026-11-24T11:33:20Z", "2026-11-31T11:33:20Z", "2026-11-31"),
        ("mark-on-item-zero", #""counter" : 17"#, #""counter" : 0"#, "item 0"),
        ("mark-on-item-of-33-bits", #""counter" : 17"#, #""counter" : 4294967296"#, "form"),
        ("mark-on-item-after-the-life", #""counter" : 50"#, #""counter" : 51"#, "item 51"),
        ("first-form-with-marks", "dutymark-key-list-2", "dutymark-key-list-1", "marks"),
    ])
    func defectIsRefusedByName(defect: String, old: String, new: String, word: String) throws {
        try expectRefusal(of: sampleList(), changing: old, to: new, naming: word, defect)
    }

    @Test func marksThatAreNotSortedAreRefusedBeforeTheSignature() throws {
        let text = String(decoding: try sampleList().json, as: UTF8.self)
        let pieces = text.components(separatedBy: "P00000042-1")
        try #require(pieces.count == 3, "a key and its mark")
        // The first mark moves to the key of the second.
        let moved = pieces[0] + "P00000042-1" + pieces[1] + "P00000043-1" + pieces[2]
        for (counter, refused) in [(51, "order"), (50, "signature"), (49, "signature")] {
            let changed = moved.replacing(#""counter" : 17"#, with: #""counter" : \#(counter)"#)
            #expect(keyListRefusal(of: changed)?.message.contains(refused) == true, "\(counter)")
        }
    }

    @Test func marksThatContradictTheListAreNotSigned() throws {
        let entry = try SampleSigning.entry(firstCounter: 10, lastCounter: 20)
        let contradictions = try [
            [SampleSigning.mark(.spoiled), SampleSigning.mark(.spoiled)],
            [SampleSigning.mark(.spoiled), SampleSigning.mark(.spoiled, at: Timestamp(1_795_520_001))],
            [SampleSigning.mark(.spoiled, psdKey: "P00000042-2")],
            [SampleSigning.mark(.refunded, psdKey: "P00000041-1")],
            [SampleSigning.mark(.refunded, counter: 9)],
            [SampleSigning.mark(.refunded, counter: 21)],
        ]
        for marks in contradictions {
            #expect(failureCode { _ = try SampleSigning.list([entry], marks: marks) } == .keyListBad)
        }
        let mark = try SampleSigning.mark(.spoiled)
        #expect(failureCode { _ = try SampleSigning.list([entry], marks: [mark]) } == nil)
        #expect(failureCode { _ = try SampleSigning.list([entry], marks: [mark], format: .first) } == .keyListBad)
    }

    @Test func moreMarksThanAllowedAreRefused() throws {
        var limits = KeyListLimits()
        limits.mostMarks = 1
        let json = try sampleList().json
        #expect(failureCode { _ = try KeyList.verified(json: json, limits: limits) } == .keyListBad)
        limits.mostMarks = 2
        #expect(failureCode { _ = try KeyList.verified(json: json, limits: limits) } == nil)
    }

    /// The file was written by another program, in the first form, before there were marks.
    @Test func fileOfTheFirstFormIsStillRead() throws {
        let file = try #require(Bundle.module.url(forResource: "Fixtures/key-list-1", withExtension: "json"))
        let json = [UInt8](try Data(contentsOf: file))
        let list = try KeyList.verified(json: json, publisher: SampleSigning.signer(1).publicKey)
        #expect(list.format == .first && list.marks.isEmpty)
        #expect(list.entries.map(\.psdKey.description) == ["P00000042-1", "P00000043-1", "P00000044-1"])
        #expect(try list.json == json)
        let text = String(decoding: json, as: UTF8.self)
        let risen = text.replacing("dutymark-key-list-1", with: "dutymark-key-list-2")
        #expect(keyListRefusal(of: risen)?.message.contains("marks") == true)
        // With marks put in, the old signature is worth nothing.
        let marked = risen.replacing(#""publisher""#, with: #""marks" : [], "publisher""#)
        #expect(keyListRefusal(of: marked)?.message.contains("signature") == true)
    }
}
