import DutyModel
import Signing
import Testing

/// The last fields of the third form: the end of a list's validity, and the certificate of its publisher's key.
@Suite struct KeyListEndTests {
    private func certification() throws -> PublisherCertification {
        let installation = try SampleTrust()
        return try installation.certification(
            of: SampleSigning.publisherSeed, number: 7, handovers: [installation.handover(by: 1)])
    }

    private func sampleList() throws -> KeyList {
        try SampleSigning.list(
            [SampleSigning.entry()], validUntil: SampleSigning.end, certification: certification())
    }

    @Test func `a list with an end and a certificate is read back as it was; so is one without`() throws {
        let list = try sampleList()
        let text = String(decoding: try list.json, as: UTF8.self)
        #expect(text.contains(#""validUntil" : "2026-12-02T08:26:40Z""#) && text.contains("dutymark-key-list-3"))
        #expect(try KeyList.verified(json: list.json) == list)
        #expect(try KeyList.verified(json: list.json).json == list.json)
        let bare = try SampleSigning.list([SampleSigning.entry()])
        let read = try KeyList.verified(json: bare.json)
        #expect(read == bare && read.validUntil == nil && read.certification == nil)
    }

    @Test func `an end that was moved, taken away or put in breaks the signature`() throws {
        let list = try sampleList()
        try expectRefusal(
            of: list, changing: "2026-12-02T08:26:40Z", to: "2027-12-02T08:26:40Z", naming: "signature", "moved")
        let endOnly = try SampleSigning.list([SampleSigning.entry()], validUntil: SampleSigning.end)
        try expectRefusal(
            of: endOnly, changing: #""validUntil" : "2026-12-02T08:26:40Z","#, to: "", naming: "signature", "taken away"
        )
        let bare = try SampleSigning.list([SampleSigning.entry()])
        try expectRefusal(
            of: bare, changing: #""version" : 3"#, to: #""validUntil" : "2026-12-02T08:26:40Z", "version" : 3"#,
            naming: "signature", "put in")
    }

    @Test func `an end that no list can have is refused`() throws {
        let list = try sampleList()
        for text in ["2026-11-25T09:46:40Z", "2026-11-25T09:46:39Z", "tomorrow", ""] {
            #expect(
                keyListRefusal(
                    of: String(decoding: try list.json, as: UTF8.self).replacing("2026-12-02T08:26:40Z", with: text))?
                    .code == .keyListBad, "\(text)")
        }
        #expect(
            failureCode { _ = try SampleSigning.list([SampleSigning.entry()], validUntil: Timestamp(1_795_600_000)) }
                == .keyListBad)
        for format in [KeyListFormat.first, .second] {
            #expect(
                failureCode {
                    _ = try SampleSigning.list(
                        [SampleSigning.entry()], format: format, validUntil: SampleSigning.end)
                } == .keyListBad)
            try expectRefusal(
                of: SampleSigning.list([SampleSigning.entry()], format: format), changing: #""version" : 3"#,
                to: #""validUntil" : "2026-12-02T08:26:40Z", "version" : 3"#, naming: "validUntil", "\(format)")
        }
        #expect(
            failureCode {
                _ = try SampleSigning.list([SampleSigning.entry()], certification: certification())
            } == .keyListBad)
    }

    @Test func `the end counts from the second after it, and above the age`() throws {
        let limits = KeyListLimits()
        let (issued, end) = (Timestamp(1_795_600_000), SampleSigning.end)
        let rows: [(Int64, KeyListAge.Meaning)] = [
            (-301, .ahead), (0, .fresh), (limits.remarkedAgeHours * 3600 - 1, .fresh),
            (limits.remarkedAgeHours * 3600, .old),
            (end.seconds - issued.seconds, .old), (end.seconds - issued.seconds + 1, .expired), (.max / 2, .expired),
        ]
        for (seconds, meaning) in rows {
            let now = issued.advanced(bySeconds: seconds)
            #expect(KeyListAge(of: issued, validUntil: end, at: now).meaning == meaning, "\(seconds)")
        }
        // A short validity counts before the age does.
        let short = KeyListAge(
            of: issued, validUntil: issued.advanced(bySeconds: 60), at: issued.advanced(bySeconds: 61))
        #expect(short.meaning == .expired && short.warning?.contains("has ended") == true)
    }

    @Test func `a stamp checked with a list that has ended is genuine, but`() throws {
        let list = try sampleList()
        let code = try SampleSigning.code(SampleSigning.record())
        let age = KeyListAge(of: list, at: SampleSigning.end.advanced(bySeconds: 1))
        guard case .genuineBut(_, _, let remarks) = StampVerifier().judge(code, against: list, aged: age) else {
            Issue.record("it was not remarked")
            return
        }
        #expect(remarks.map(\.name) == ["list_expired"] && remarks.map(\.since) == [SampleSigning.end])
        #expect(remarks.first?.sentence.contains("no longer vouches") == true)
    }
}
