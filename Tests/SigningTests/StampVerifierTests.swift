import DutyModel
import Exchanges
import Signing
import Testing

@Suite struct StampVerifierTests {
    /// The reason why nothing was proven; nil for a genuine stamp.
    private func reason(_ code: String, _ list: KeyList) -> FailureCode? {
        if case .notProven(let failure) = StampVerifier().judge(code, against: list) { return failure.code }
        return nil
    }

    private func reason(_ record: StampRecord, _ entry: KeyListEntry) throws -> FailureCode? {
        try reason(SampleSigning.code(record), SampleSigning.list([entry]))
    }

    @Test func stampOfAListedMachineIsGenuine() throws {
        let record = try SampleSigning.record()
        let entry = try SampleSigning.entry()
        let verdict = StampVerifier().judge(try SampleSigning.code(record), against: try SampleSigning.list([entry]))
        guard case .genuine(let stamp, let found) = verdict else {
            Issue.record("\(verdict)")
            return
        }
        #expect(stamp.record == record)
        #expect(found == entry)
    }

    /// All positions, each with all 32 characters of a code, a digit that base32 lacks, a letter in lower case,
    /// punctuation of an address, and a character of no code at all.
    @Test func everyChangeOfOneCharacterIsRefusedWithAReason() throws {
        let code = Array(try SampleSigning.code(SampleSigning.record()))
        let list = try SampleSigning.list([SampleSigning.entry()])
        let allowed: Set<FailureCode> = [
            .codeMalformed, .codePrefixForeign, .codeNotCanonical, .signerUnknown, .stampSignatureBad,
        ]
        for place in code.indices {
            for character in Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ2345671a/:-é ") where character != code[place] {
                var changed = code
                changed[place] = character
                let found = reason(String(changed), list)
                #expect(found.map(allowed.contains) == true, "\(character) at \(place): \(String(describing: found))")
            }
        }
    }

    @Test func cutAndExtendedCodesAreRefused() throws {
        let code = try SampleSigning.code(SampleSigning.record())
        let list = try SampleSigning.list([SampleSigning.entry()])
        for length in 0..<code.count { #expect(reason(String(code.prefix(length)), list) != nil, "\(length)") }
        for start in 1..<code.count { #expect(reason(String(code.dropFirst(start)), list) != nil, "\(start)") }
        // “AA” makes one more byte: still an impression in form, but not the one that was signed.
        for tail in ["A", "AA", "AAAAAAAA", "=", " ", "\n", "/", String(repeating: "A", count: 100_000)] {
            #expect(reason(code + tail, list) != nil, "\(tail.prefix(9))")
        }
    }

    @Test func keyThatIsNotListedProvesNothing() throws {
        let code = try SampleSigning.code(SampleSigning.record(psdKey: "P00000043-1"))
        #expect(reason(code, try SampleSigning.list([SampleSigning.entry()])) == .signerUnknown)
        #expect(reason(code, try SampleSigning.list([])) == .signerUnknown)
    }

    @Test func otherKeyUnderAListedNameProvesNothing() throws {
        let forged = try SampleSigning.code(SampleSigning.record(), seed: 9)
        #expect(reason(forged, try SampleSigning.list([SampleSigning.entry()])) == .stampSignatureBad)
    }

    /// A signature of the same key over another kind of form is worth nothing here.
    @Test func signatureOfAnotherContextProvesNothing() throws {
        let record = try SampleSigning.record()
        var form = CanonicalForm(context: .usage)
        form.append(record.compactBytes)
        let signature = try SampleSigning.signer(SampleSigning.deviceSeed).sign(form)
        let code = try StampCode.encode(
            SignedStamp(record: record, signature: signature), prefix: VerifyPrefix(SampleSigning.prefixText))
        #expect(reason(code, try SampleSigning.list([SampleSigning.entry()])) == .stampSignatureBad)
    }

    @Test func itemNumberMustLieInTheInterval() throws {
        let entry = try SampleSigning.entry(firstCounter: 10, lastCounter: 20)
        for (counter, expected) in [(UInt32(9), true), (10, false), (20, false), (21, true)] {
            let found = try reason(SampleSigning.record(counter: counter), entry)
            #expect(found == (expected ? .stampOutsideInterval : nil), "\(counter)")
        }
    }

    @Test func dateMustLieInTheInterval() throws {
        let (from, until) = (Timestamp(1_795_000_000), Timestamp(1_795_900_000))
        let entry = try SampleSigning.entry(validFrom: from, validUntil: until)
        for (time, expected) in [
            (from.advanced(bySeconds: -1), true), (from, false), (until, false), (until.advanced(bySeconds: 1), true),
        ] {
            let found = try reason(SampleSigning.record(time: time), entry)
            #expect(found == (expected ? .stampOutsideInterval : nil), "\(time)")
        }
    }

    @Test func licenceOfAnotherStateDoesNotCoverTheStamp() throws {
        #expect(try reason(SampleSigning.record(state: "KA"), SampleSigning.entry()) == .stampOutsideInterval)
    }

    @Test func withdrawalLeavesEarlierStampsGenuineAndSaysSo() throws {
        let record = try SampleSigning.record()
        let list = try SampleSigning.list([SampleSigning.entry(status: .withdrawn(at: record.time))])
        let verdict = StampVerifier().judge(try SampleSigning.code(record), against: list)
        guard case .genuineBut(let stamp, _, let remarks) = verdict else {
            Issue.record("\(verdict)")
            return
        }
        #expect(stamp.record == record)
        #expect(remarks == [.withdrawnSince(record.time)])
        let later = try SampleSigning.record(time: record.time.advanced(bySeconds: 1))
        #expect(reason(try SampleSigning.code(later), list) == .stampOutsideInterval)
    }

    @Test func withdrawnKeyHasNoItemNumberAfterItsLast() throws {
        let last = try SampleSigning.record(counter: 20)
        let entry = try SampleSigning.entry(lastCounter: 20, status: .withdrawn(at: last.time))
        #expect(try reason(last, entry) == nil)
        #expect(try reason(SampleSigning.record(counter: 21), entry) == .stampOutsideInterval)
        let later = last.time.advanced(bySeconds: 1)
        #expect(try reason(SampleSigning.record(counter: 20, time: later), entry) == .stampOutsideInterval)
    }

    @Test func markedStampIsGenuineButSaysWhatBecameOfIt() throws {
        let record = try SampleSigning.record()
        let refundedAt = Timestamp(1_795_530_000)
        let spoiled = try SampleSigning.mark(.spoiled)
        let refunded = try SampleSigning.mark(.refunded, at: refundedAt)
        let cases: [(KeyStatus, [StampMark], StampRemark)] = [
            (.valid, [spoiled], .declaredSpoiled(spoiled.at)),
            (.valid, [refunded], .refunded(refundedAt)),
            (.valid, [spoiled, refunded], .refunded(refundedAt)),
            (.withdrawn(at: record.time), [spoiled], .declaredSpoiled(spoiled.at)),
            (.withdrawn(at: record.time), [spoiled, refunded], .refunded(refundedAt)),
        ]
        for (status, marks, expected) in cases {
            let list = try SampleSigning.list([SampleSigning.entry(status: status)], marks: marks)
            guard
                case .genuineBut(let stamp, _, let remarks) = StampVerifier().judge(
                    try SampleSigning.code(record), against: list)
            else {
                Issue.record("\(expected) is missing")
                continue
            }
            let remark = try #require(remarks.first)
            #expect(stamp.record == record && remark == expected)
            #expect(remarks.dropFirst().allSatisfy { $0 == .withdrawnSince(record.time) })
            #expect(remark.sentence.contains(remark.since.description))
        }
    }

    @Test func markProvesNothingAndSaysNothingOfOtherStamps() throws {
        let status = KeyStatus.revoked(at: Timestamp(1_795_600_000), reason: "Key found outside the machine")
        let marks = try [SampleSigning.mark(.refunded)]
        let revoked = try SampleSigning.list([SampleSigning.entry(status: status)], marks: marks)
        #expect(reason(try SampleSigning.code(SampleSigning.record()), revoked) == .signerRevoked)
        let list = try SampleSigning.list([SampleSigning.entry()], marks: marks)
        for counter in [UInt32(16), 18] {
            let code = try SampleSigning.code(SampleSigning.record(counter: counter))
            guard case .genuine = StampVerifier().judge(code, against: list) else {
                Issue.record("item \(counter)")
                continue
            }
        }
    }

    /// Whoever stole the key writes any date, so a date before the revocation does not help.
    @Test func revokedKeyProvesNothingWhateverTheDate() throws {
        let record = try SampleSigning.record()
        let status = KeyStatus.revoked(at: record.time.advanced(byDays: 30), reason: "Key found outside the machine")
        #expect(try reason(record, SampleSigning.entry(status: status)) == .signerRevoked)
    }

    @Test func secondLifeHasItsOwnKey() throws {
        let first = try SampleSigning.entry(lastCounter: 100, status: .withdrawn(at: Timestamp(1_795_600_000)))
        let second = try SampleSigning.entry(psdKey: "P00000042-2", seed: 5, firstCounter: 101)
        let list = try SampleSigning.list([second, first])
        let record = try SampleSigning.record(counter: 101, psdKey: "P00000042-2")
        #expect(reason(try SampleSigning.code(record, seed: 5), list) == nil)
        #expect(reason(try SampleSigning.code(record), list) == .stampSignatureBad)
    }
}
