import DutyModel
import Exchanges
import Signing
import Testing

/// Whose lists a reader believes, over successions of the publisher's key and of the root.
@Suite struct PublisherTrustTests {
    private let first: UInt8 = 1
    private let second: UInt8 = 2
    private let thief: UInt8 = 9

    private func key(_ seed: UInt8) throws -> PublicKeyBytes { try SampleSigning.signer(seed).publicKey }

    private func refusal(_ trust: PublisherTrust, _ list: KeyList, anyVersion: Bool = false) -> FailureCode? {
        failureCode { _ = try trust.accepting(list, anyVersion: anyVersion) }
    }

    /// A reader that pins the root and has seen a list of the first publisher, and one that has seen the second's.
    private func readers(_ installation: SampleTrust) throws -> (before: PublisherTrust, after: PublisherTrust) {
        let before = try PublisherTrust(root: installation.root).accepting(
            SampleTrust.list(50, by: first, installation.certification(of: first, number: 7)))
        return (
            before,
            try before.accepting(SampleTrust.list(51, by: second, installation.certification(of: second, number: 8)))
        )
    }

    @Test func `a key that the root certifies later is believed, and the one before never again`() throws {
        let installation = try SampleTrust()
        let (before, after) = try readers(installation)
        #expect(try after.publisher == key(second) && after.version == 51 && after.root == installation.root)
        let old = try installation.certification(of: first, number: 7)
        for version: UInt64 in [1, 50, 51, 52, .max] {
            let list = try SampleTrust.list(version, by: first, old)
            #expect(refusal(after, list) == .keyListRolledBack && refusal(after, list, anyVersion: true) != nil)
            #expect(refusal(after, try SampleTrust.list(version, by: first)) == .keyListBad)
        }
        // Nor by a certificate of the same number.
        let same = try installation.certification(of: first, number: 8)
        #expect(refusal(after, try SampleTrust.list(60, by: first, same)) == .keyListRolledBack)
        // Before it has seen the new certificate, a reader can't know.
        #expect(refusal(before, try SampleTrust.list(60, by: first, old)) == nil)
    }

    @Test func `versions of one key never go back, and those of a stolen one don't bind the key that follows`() throws {
        let installation = try SampleTrust()
        let certification = try installation.certification(of: first, number: 7)
        let (before, _) = try readers(installation)
        #expect(refusal(before, try SampleTrust.list(49, by: first, certification)) == .keyListRolledBack)
        #expect(refusal(before, try SampleTrust.list(49, by: first, certification), anyVersion: true) == nil)
        #expect(refusal(before, try SampleTrust.list(50, by: first, certification)) == nil)
        let misled = try before.accepting(SampleTrust.list(.max, by: first, certification))
        let next = try SampleTrust.list(51, by: second, installation.certification(of: second, number: 8))
        #expect(try misled.accepting(next).version == 51)
    }

    @Test func `a renewed certificate of the same key changes nobody, and lists with the old one stay good`() throws {
        let installation = try SampleTrust()
        let (before, _) = try readers(installation)
        let renewed = try before.accepting(
            SampleTrust.list(51, by: first, installation.certification(of: first, number: 12)))
        #expect(renewed.certificate?.number == 12)
        let earlier = try SampleTrust.list(52, by: first, installation.certification(of: first, number: 7))
        #expect(try renewed.accepting(earlier).certificate?.number == 12)
        #expect(
            refusal(renewed, try SampleTrust.list(52, by: second, installation.certification(of: second, number: 11)))
                == .keyListRolledBack)
    }

    @Test func `who pins the publisher's key alone takes over the root that it names, once`() throws {
        let (installation, other) = (try SampleTrust(), try SampleTrust(seeds: [111, 112, 113]))
        let pinned = PublisherTrust(publisher: try key(first))
        let word = try installation.handover(by: first)
        // While the key signs, and after it was lost.
        for (seed, number) in [(first, UInt64(7)), (second, 8)] {
            let taken = try pinned.accepting(
                SampleTrust.list(50, by: seed, installation.certification(of: seed, number: number, handovers: [word])))
            #expect(try taken.root == installation.root && taken.publisher == key(seed))
            // A thief's word for a root of his own comes too late.
            let his = try other.certification(of: thief, number: 99, handovers: [other.handover(by: first)])
            #expect(refusal(taken, try SampleTrust.list(99, by: thief, his)) == .keyListBad)
            let under = try other.certification(of: first, number: 99, handovers: [other.handover(by: first)])
            #expect(refusal(taken, try SampleTrust.list(99, by: first, under)) == .keyListBad)
        }
        // Without the key's word no root counts, whoever else gave one.
        let unnamed: [[RootHandover]] = [
            [], [try installation.handover(by: second)],
            [RootHandover(publisher: try key(first), root: other.root, signature: word.signature)],
        ]
        for handovers in unnamed {
            let certification = try installation.certification(of: second, number: 8, handovers: handovers)
            #expect(refusal(pinned, try SampleTrust.list(50, by: second, certification)) == .keyListBad)
            let own = try installation.certification(of: first, number: 7, handovers: handovers)
            #expect(try pinned.accepting(SampleTrust.list(50, by: first, own)).root == nil)
        }
        #expect(refusal(pinned, try SampleTrust.list(50, by: second)) == .keyListBad)
        #expect(try pinned.accepting(SampleTrust.list(50, by: first)).version == 50)
    }

    @Test func `a certificate counts for its purpose, its key, its time and its root alone`() throws {
        let (installation, other) = (try SampleTrust(), try SampleTrust(seeds: [111, 112, 113]))
        let (before, _) = try readers(installation)
        let good = try installation.certification(of: second, number: 8)
        let bad: [(String, PublisherCertification)] = [
            ("purpose", try installation.certification(of: second, number: 8, purpose: .funds)),
            ("key", try installation.certification(of: thief, number: 8)),
            ("time", try installation.certification(of: second, number: 8, until: Timestamp(1_795_500_000))),
            ("root", try other.certification(of: second, number: 8)),
            (
                "number",
                PublisherCertification(
                    root: good.root,
                    certificate: ServiceKeyCertificate(
                        purpose: .publisher, key: good.certificate.key, number: 9,
                        validFrom: good.certificate.validFrom,
                        validUntil: good.certificate.validUntil, rootGeneration: 1,
                        signatures: good.certificate.signatures), handovers: [])
            ),
            (
                "one signature",
                PublisherCertification(
                    root: good.root, certificate: good.certificate.signed([good.certificate.signatures[0]]),
                    handovers: [])
            ),
        ]
        #expect(refusal(before, try SampleTrust.list(51, by: second, good)) == nil)
        for (what, certification) in bad {
            #expect(refusal(before, try SampleTrust.list(51, by: second, certification)) == .keyListBad, "\(what)")
        }
    }

    @Test func `a root that follows is taken with the list that shows it, and its certificates count from then on`()
        throws
    {
        let (old, new) = (try SampleTrust(), try SampleTrust(generation: 2, seeds: [111, 112, 113]))
        let (before, _) = try readers(old)
        let succession = try old.succession(to: new)
        let taken = try before.accepting(
            SampleTrust.list(51, by: second, new.certification(of: second, number: 1, successions: [succession])))
        #expect(taken.root == new.root && taken.certificate == CertificatePlace(generation: 2, number: 1))
        let late = try old.certification(of: first, number: 1_000)
        #expect(refusal(taken, try SampleTrust.list(60, by: first, late)) == .keyListRolledBack)
        // A list from before by the key that counts stays good; a root that nobody signed doesn't count.
        let known = try old.certification(of: second, number: 8)
        #expect(refusal(taken, try SampleTrust.list(52, by: second, known)) == nil)
        let unsigned = RootSuccession(next: new.root, signatures: [])
        let forged = try new.certification(of: thief, number: 5, successions: [unsigned])
        #expect(refusal(before, try SampleTrust.list(60, by: thief, forged)) == .keyListBad)
    }

    @Test func `what a reader remembers is read back, and nothing else is`() throws {
        let (before, after) = try readers(try SampleTrust())
        for trust in [before, after, PublisherTrust(publisher: try key(first), version: .max)] {
            #expect(PublisherTrust(json: trust.json) == trust)
        }
        for text in ["", "{}", "[]", #"{"version":1}"#, #"{"version":-1,"publisher":"00"}"#] {
            #expect(PublisherTrust(json: Array(text.utf8)) == nil, "\(text)")
        }
    }
}
