import DutyModel
import Exchanges
import Testing

@testable import Signing

@Suite struct StampCodeTests {
    let prefixes: [VerifyPrefix]

    init() throws { prefixes = [try VerifyPrefix(SampleSigning.prefixText)] }

    @Test(arguments: ["4", "29", "5(h)(B)", "5(h)(B)(iv)A"])
    func codeIsReadBackAsItWas(article: String) throws {
        let stamp = try SampleSigning.stamp(SampleSigning.record(article: article))
        let code = try StampCode.encode(stamp, prefix: prefixes[0])
        #expect(try StampCode.decode(code, prefixes: prefixes) == stamp)
        #expect(StampCode.hasOuterForm(code))
        #expect(stamp.record.compactBytes.count <= 40)
        #expect(code.utf8.count - prefixes[0].text.utf8.count <= 167)
    }

    @Test func extremeValuesAreReadBack() throws {
        for (counter, value, seconds) in [
            (UInt32(1), Int64(1), Int64(0)), (UInt32.max, Int64.max, Int64(UInt32.max)),
        ] {
            let record = try SampleSigning.record(
                counter: counter, value: Paise(value), time: Timestamp(seconds), psdKey: "P4294967295-255")
            #expect(try StampCode.decode(SampleSigning.code(record), prefixes: prefixes).record == record)
        }
    }

    /// Cut to four bytes, each of these moments would be the one that was signed, or another that can be.
    @Test(arguments: [-1, 1 << 32, 1_795_500_000 + 1 << 32, 1_795_500_000 - 1 << 32, .max, .min] as [Int64])
    func aMomentThatTheFormWouldCutIsNeitherSignedNorProved(seconds: Int64) throws {
        let device = try SampleSigning.signer(SampleSigning.deviceSeed)
        let good = try SampleSigning.record()
        let cut = try SampleSigning.record(time: Timestamp(seconds))
        let signature = try SampleSigning.stamp(good).signature
        #expect(Ed25519Verifier().isValid(signature, over: good.signedForm, by: device.publicKey))
        #expect(!Ed25519Verifier().isValid(signature, over: cut.signedForm, by: device.publicKey))
        #expect(failureCode { _ = try device.sign(cut.signedForm) } == .valueMalformed)
        let usage = UsageRecord(
            stamp: SignedStamp(record: cut, signature: signature),
            registers: Registers(ascending: .rupees(1), descending: .rupees(1)), previous: .zero)
        #expect(failureCode { _ = try device.sign(usage.signedForm) } == .valueMalformed)
        let stamp = SignedStamp(record: cut, signature: signature)
        #expect(failureCode { _ = try StampCode.encode(stamp, prefix: prefixes[0]) } == .valueMalformed)
    }

    @Test func recordThatDoesNotFitIsNotEncoded() throws {
        for record in [
            try SampleSigning.record(time: Timestamp(-1)), try SampleSigning.record(time: Timestamp(1 << 32)),
            try SampleSigning.record(value: .zero), try SampleSigning.record(value: Paise(-1)),
            try SampleSigning.record(counter: 0),
        ] { #expect(failureCode { _ = try SampleSigning.code(record) } == .valueMalformed) }
    }

    @Test func smallLettersAreRefused() throws {
        let code = try SampleSigning.code(SampleSigning.record())
        for text in [code.lowercased(), prefixes[0].text.lowercased() + code.dropFirst(prefixes[0].text.count)] {
            #expect(failureCode { _ = try StampCode.decode(text, prefixes: prefixes) } == .codeNotCanonical)
        }
    }

    @Test func foreignVerifyPageIsRefused() throws {
        let stamp = try SampleSigning.stamp(SampleSigning.record())
        for text in ["HTTPS://VERIFY.DUTYMARK.EXAMPLE/W/", "HTTPS://VERIFY.DUTYMARK.EXAMPLE/", "HTTP://EVIL/V/"] {
            let code = try StampCode.encode(stamp, prefix: VerifyPrefix(text))
            #expect(failureCode { _ = try StampCode.decode(code, prefixes: prefixes) } == .codePrefixForeign)
        }
    }

    /// The last character of a body whose bits do not fill it has spare bits; every other way to set them is a
    /// second text for the same bytes.
    @Test func spareBitsOfTheLastCharacterMustBeZero() throws {
        let code = try SampleSigning.code(SampleSigning.record(article: "4"))
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        let character = try #require(code.last)
        let last = try #require(alphabet.firstIndex(of: character))
        try #require(last & 7 == 0)
        for spare in 1..<8 {
            let text = code.dropLast() + String(alphabet[last | spare])
            #expect(failureCode { _ = try StampCode.decode(String(text), prefixes: prefixes) } == .codeNotCanonical)
        }
    }

    @Test(arguments: [
        ("HTTPS://VERIFY.EXAMPLE/V/", true, "verify.example", "verify.example", "/V"),
        ("HTTPS://V.EXAMPLE/", true, "v.example", "v.example", ""),
        ("HTTP://127.0.0.1:8700/V/", false, "127.0.0.1:8700", "127.0.0.1", "/V"),
        ("HTTPS://A/STAMPS/CHECK/", true, "a", "a", "/STAMPS/CHECK"),
    ])
    func prefixNamesHostAndPath(
        text: String, isEncrypted: Bool, host: String, hostName: String, path: String
    ) throws {
        let prefix = try VerifyPrefix(text)
        #expect(prefix.isEncrypted == isEncrypted)
        #expect(prefix.host == host && prefix.hostName == hostName && prefix.path == path)
    }

    @Test func onlyVerifyPageAddressesArePrefixes() throws {
        #expect(try VerifyPrefix("HTTP://127.0.0.1:8700/V/").readableAddress == "http://127.0.0.1:8700/V/")
        for text in [
            "", "HTTP://", "HTTP:///", "https://A/", "HTTPS://A", "FTP://A/", "HTTPS://A B/", "HTTPS://A?/",
            "HTTPS://" + String(repeating: "A", count: 46) + "/",
        ] { #expect(failureCode { _ = try VerifyPrefix(text) } == .valueMalformed, "\(text)") }
    }
}

@Suite struct Base32Tests {
    /// RFC 4648, section 10, without the padding.
    @Test(arguments: [
        ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB"),
        ("foobar", "MZXW6YTBOI"),
    ])
    func publishedVectors(plain: String, text: String) throws {
        #expect(Base32.encode(Array(plain.utf8)) == text)
        #expect(try Base32.decode(Array(text.utf8)) == Array(plain.utf8))
    }

    @Test(arguments: ["A", "AAA", "AAAAAA", "MZ", "MZXW6YR", "MY======", "my", "M1", "M8", "M0"])
    func textThatNobodyWritesIsRefused(text: String) {
        #expect(throws: Base32.Flaw.self) { try Base32.decode(Array(text.utf8)) }
    }
}
