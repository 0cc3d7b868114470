import DutyModel
import Exchanges
import Foundation
import Signing
import Testing

/// One line of the published vectors; see `docs/signed-forms.md`.
private struct SignedFormVector: Codable, Hashable {
    let name: String
    let context: String
    let form: String
    let signature: SignatureBytes
}

private struct StampCodeVector: Codable, Hashable {
    let article: String
    let prefix: VerifyPrefix
    let record: String
    let code: String
}

/// `Fixtures/signed-forms.json`: all vectors of this target.
private struct VectorFile: Codable, Hashable {
    let seed: String
    let publicKey: PublicKeyBytes
    let forms: [SignedFormVector]
    let codes: [StampCodeVector]
}

@Suite struct SignedFormVectorTests {
    private static let seedByte: UInt8 = 2

    /// The vectors as this program makes them now.
    private func made() throws -> VectorFile {
        let signer = try SampleSigning.signer(Self.seedByte)
        let forms = try SampleForms.all().map { sample in
            SignedFormVector(
                name: sample.name, context: sample.context.rawValue, form: Hexadecimal.encode(sample.form.bytes),
                signature: try signer.sign(sample.form))
        }
        let codes = try ["4", "29", "5(h)(B)", "5(h)(B)(iv)A"].map { article in
            let record = try SampleSigning.record(article: article)
            return StampCodeVector(
                article: article, prefix: try VerifyPrefix(SampleSigning.prefixText),
                record: Hexadecimal.encode(record.compactBytes), code: try SampleSigning.code(record))
        }
        return VectorFile(
            seed: String(repeating: "02", count: 32), publicKey: signer.publicKey, forms: forms, codes: codes)
    }

    /// A change here breaks every signature that was ever made: it needs a new context version instead.
    @Test func formsSignaturesAndCodesAreThePublishedOnes() throws {
        let made = try made()
        if let folder = ProcessInfo.processInfo.environment["DUTYMARK_WRITE_VECTORS"] {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            try (encoder.encode(made) + Data("\n".utf8)).write(to: URL(fileURLWithPath: folder + "/signed-forms.json"))
        }
        let file = try #require(Bundle.module.url(forResource: "Fixtures/signed-forms", withExtension: "json"))
        let published = try JSONDecoder().decode(VectorFile.self, from: Data(contentsOf: file))
        #expect(made.publicKey == published.publicKey)
        for (now, then) in zip(made.forms, published.forms) { #expect(now == then) }
        for (now, then) in zip(made.codes, published.codes) { #expect(now == then) }
        #expect(made == published)
    }

    @Test func everyContextThatIsSignedHasAVector() throws {
        let covered = Set(try SampleForms.all().map(\.context))
        // These are hashed, not signed; SignedFormTests has the batch's vector.
        let hashed: Set<SigningContext> = [.usageBatch, .statement, .ledgerLink, .serviceRoot]
        #expect(covered == Set(SigningContext.allCases).subtracting(hashed))
    }

    @Test func everyFormStartsWithItsOwnContext() throws {
        for sample in try SampleForms.all() {
            let context = Array(sample.context.rawValue.utf8)
            #expect(sample.form.bytes.starts(with: [0, 0, 0, UInt8(context.count)] + context), "\(sample.name)")
        }
    }

    @Test func contextsDifferAndNoTwoFormsAreEqual() throws {
        #expect(Set(SigningContext.allCases.map(\.rawValue)).count == SigningContext.allCases.count)
        let forms = try SampleForms.all().map(\.form.bytes)
        #expect(Set(forms).count == forms.count)
    }

    @Test func signatureIsWorthNothingOverAnyOtherForm() throws {
        let signer = try SampleSigning.signer(Self.seedByte)
        let samples = try SampleForms.all()
        for (place, signed) in samples.enumerated() {
            let signature = try signer.sign(signed.form)
            for (other, sample) in samples.enumerated() {
                let good = Ed25519Verifier().isValid(signature, over: sample.form, by: signer.publicKey)
                #expect(good == (place == other))
            }
        }
    }
}

@Suite struct SignedFormTests {
    @Test func fieldsThatJoinToTheSameTextGiveDifferentForms() {
        func form(_ fields: [String]) -> CanonicalForm {
            var form = CanonicalForm(context: .grant)
            for field in fields { form.append(text: field) }
            return form
        }
        let lists = [["ab", "c"], ["a", "bc"], ["abc"], ["abc", ""], ["", "abc"], [], [""]]
        #expect(Set(lists.map { form($0) }).count == lists.count)
    }

    @Test func openEndOfAnIntervalDiffersFromEveryClosedOne() throws {
        let open = try SampleSigning.list([SampleSigning.entry()])
        for last in [UInt32(1), .max] {
            let closed = try SampleSigning.list([SampleSigning.entry(lastCounter: last)])
            #expect(open.signedForm != closed.signedForm)
        }
    }

    @Test func batchHashFollowsEveryRecord() throws {
        let key = try PSDKeyID("P00000042-1")
        func record(_ counter: UInt32) throws -> SignedUsageRecord {
            let stamp = try SampleSigning.stamp(SampleSigning.record(counter: counter))
            let usage = UsageRecord(stamp: stamp, registers: .empty, previous: .zero)
            return SignedUsageRecord(record: usage, signature: try SampleSigning.signer(2).sign(usage.signedForm))
        }
        let batch = UsageBatch(psdKey: key, records: [try record(1), try record(2)])
        #expect(batch.hashIsGood)
        #expect(batch.hash.hex == "eaee2fe2b84d4839bc750b9910b366d8b62853eba3a8b1e84e58f4d1539df176")
        #expect(!UsageBatch(psdKey: key, records: [try record(1)], hash: batch.hash).hashIsGood)
        #expect(!UsageBatch(psdKey: key, records: [try record(2), try record(1)], hash: batch.hash).hashIsGood)
    }
}
