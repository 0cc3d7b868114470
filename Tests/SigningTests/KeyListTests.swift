import DutyModel
import Foundation
import Signing
import Testing

@Suite struct KeyListTests {
    private func sampleList() throws -> KeyList {
        try SampleSigning.list(
            [
                SampleSigning.entry(),
                SampleSigning.entry(
                    psdKey: "P00000007-1", seed: 3, lastCounter: 50, validUntil: Timestamp(1_795_500_000),
                    status: .withdrawn(at: Timestamp(1_795_500_000))),
                SampleSigning.entry(
                    psdKey: "P00000099-3", seed: 4, firstCounter: 900,
                    status: .revoked(at: Timestamp(1_795_400_000), reason: "Case opened")),
            ], marks: [SampleSigning.mark(.refunded), SampleSigning.mark(.spoiled)])
    }

    /// The list's JSON with one change made to its text.
    private func changed(_ old: String, _ new: String) throws -> [UInt8] {
        let text = String(decoding: try sampleList().json, as: UTF8.self)
        try #require(text.contains(old))
        return Array(text.replacing(old, with: new, maxReplacements: 1).utf8)
    }

    private func refusal(of json: [UInt8], publisher: PublicKeyBytes? = nil) -> FailureCode? {
        failureCode { _ = try KeyList.verified(json: json, publisher: publisher) }
    }

    @Test func fileIsReadBackAsItWas() throws {
        let list = try sampleList()
        let json = try list.json
        #expect(try KeyList.verified(json: json, publisher: list.publisher) == list)
        #expect(try KeyList.verified(json: json).json == json)
        for entry in list.entries { #expect(list.entry(for: entry.psdKey) == entry) }
        #expect(list.entries.map(\.psdKey.serial.number) == [7, 42, 99])
    }

    @Test func otherPublisherIsRefusedWhereOneIsPinned() throws {
        let list = try SampleSigning.list([SampleSigning.entry()], seed: 8)
        #expect(refusal(of: try list.json) == nil)
        #expect(refusal(of: try list.json, publisher: try SampleSigning.signer(1).publicKey) == .keyListBad)
    }

    @Test(arguments: [
        (#""version" : 3"#, #""version" : 4"#),
        (#""demonstration" : true"#, #""demonstration" : false"#),
        ("B700-000042", "B700-000043"),
        (#""firstCounter" : 900"#, #""firstCounter" : 901"#),
        ("Case opened", "Case closed"),
        (#""lastCounter" : 50"#, #""lastCounter" : 51"#),
        ("VERIFY.DUTYMARK", "VERIFY.DUTYMARX"),
        (#""counter" : 17"#, #""counter" : 16"#),
        ("2026-11-24T11:33:20Z", "2026-11-24T11:33:21Z"),
    ])
    func changedFactBreaksTheSignature(old: String, new: String) throws {
        #expect(refusal(of: try changed(old, new)) == .keyListBad)
    }

    @Test(arguments: [
        (#""version" : 3"#, #""version" : 3, "extra" : 1"#),
        (#""firstCounter" : 900"#, #""firstCounter" : 900, "note" : """#),
        (#""version" : 3"#, #""version" : -3"#),
        (#""version" : 3"#, #""version" : "3""#),
        (#""firstCounter" : 900"#, #""firstCounter" : 4294967296"#),
        (#""status" : "revoked""#, #""status" : "lost""#),
        (#""status" : "withdrawn""#, #""status" : "valid""#),
        ("dutymark-key-list-3", "dutymark-key-list-4"),
        ("P00000007-1", "P7-1"),
        ("{", "["),
    ])
    func fileOfAnotherFormIsRefused(old: String, new: String) throws {
        #expect(refusal(of: try changed(old, new)) == .keyListBad)
    }

    @Test func everyCutOfTheFileIsRefused() throws {
        let json = try sampleList().json
        for length in stride(from: 0, to: json.count - 2, by: 7) {
            #expect(refusal(of: Array(json.prefix(length))) == .keyListBad)
        }
    }

    @Test func bytesThatAreNoListAreRefused() {
        for bytes in [[], [0], [0xFF, 0xFE], Array("null".utf8), Array(String(repeating: "[", count: 200_000).utf8)] {
            #expect(refusal(of: bytes) == .keyListBad)
        }
    }

    @Test func limitsHold() throws {
        let json = try sampleList().json
        var limits = KeyListLimits()
        limits.mostBytes = json.count - 1
        #expect(failureCode { _ = try KeyList.verified(json: json, limits: limits) } == .keyListBad)
        limits = KeyListLimits()
        limits.mostEntries = 2
        #expect(failureCode { _ = try KeyList.verified(json: json, limits: limits) } == .keyListBad)
    }

    @Test func listThatContradictsItselfIsNotSigned() throws {
        let entry = try SampleSigning.entry()
        let contradictions: [[KeyListEntry]] = [
            [entry, entry],
            [entry, try SampleSigning.entry(psdKey: "P00000043-1")],
            [entry, try SampleSigning.entry(psdKey: "P00000042-2", seed: 5, firstCounter: 50)],
            [
                try SampleSigning.entry(lastCounter: 50),
                try SampleSigning.entry(psdKey: "P00000042-2", seed: 5, firstCounter: 50),
            ],
        ]
        for entries in contradictions {
            #expect(failureCode { _ = try SampleSigning.list(entries) } == .keyListBad)
        }
    }

    @Test func entryThatMakesNoSenseIsRefused() throws {
        let time = Timestamp(1_795_000_000)
        for body in [
            { _ = try SampleSigning.entry(firstCounter: 0) },
            { _ = try SampleSigning.entry(firstCounter: 5, lastCounter: 4) },
            { _ = try SampleSigning.entry(validFrom: time, validUntil: Timestamp(1)) },
            { _ = try SampleSigning.entry(status: .revoked(at: time, reason: "")) },
            { _ = try SampleSigning.entry(status: .revoked(at: time, reason: "a\u{1b}[2Jb")) },
            { _ = try SampleSigning.entry(status: .revoked(at: time, reason: String(repeating: "a", count: 201))) },
        ] as [() throws -> Void] { #expect(failureCode(body) == .valueMalformed) }
    }
}
