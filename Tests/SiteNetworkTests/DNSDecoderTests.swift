import DutyModel
import Testing

@testable import SiteNetwork

@Suite struct DNSDecoderTests {
    private static func fault(_ bytes: [UInt8]) -> String? {
        do throws(DNSFormatFault) {
            _ = try DNSDecoder.message(bytes)
            return nil
        } catch {
            return error.words
        }
    }

    @Test func aQuestionIsWrittenAsItIsRead() throws {
        let question = DNSQuestion(name: try DNSName("Funds.Example."), type: .aaaa)
        for extended in [true, false] {
            let bytes = DNSQueryEncoder.bytes(id: 0xabcd, question, extended: extended)
            let message = try DNSDecoder.message(bytes)
            #expect(message.id == 0xabcd && !message.isResponse)
            #expect(message.questions == [question])
            #expect(message.datagramBytes == (extended ? 1232 : nil))
        }
    }

    @Test func everyKindOfRecordIsRead() throws {
        var bytes = DNSBytes(flags: 0x8580, counts: [1, 3, 1, 1])
        bytes.question("a.example", .a)
        bytes.pointer(to: 12)
        bytes.record(.cname, length: 4)
        let target = bytes.place
        bytes.bytes += [1, 0x62]
        bytes.pointer(to: 14)
        bytes.pointer(to: target)
        bytes.record(.aaaa, length: 16)
        bytes.bytes += [0x20, 0x01, 0x0d, 0xb8] + [UInt8](repeating: 0, count: 11) + [1]
        bytes.pointer(to: target)
        bytes.record(.txt, length: 5)
        bytes.bytes += [1, 0x78, 2, 0x79, 0x7a]
        bytes.pointer(to: 14)
        bytes.record(.soa, length: 22)
        bytes.bytes += [0, 0] + [UInt8](repeating: 0, count: 16) + [0, 0, 1, 0]
        // EDNS with an extended code and an extended error of its own words.
        bytes.bytes += [0]
        bytes.append(41)
        bytes.append(1232)
        bytes.bytes += [1, 0, 0, 0]
        bytes.append(10)
        bytes.bytes += [0, 15, 0, 6, 0, 15] + Array("spam".utf8)
        let message = try DNSDecoder.message(bytes.bytes)
        let alias = try DNSName("b.EXAMPLE")
        #expect(message.isAuthoritative && message.canRecurse && !message.isTruncated)
        #expect(
            message.answers.map(\.value) == [
                .alias(alias), .address([0x20, 0x01, 0x0d, 0xb8] + [UInt8](repeating: 0, count: 11) + [1]),
                .text([[0x78], [0x79, 0x7a]]),
            ])
        #expect(message.answers[1].name == alias && message.answers[1].keepSeconds == 60)
        #expect(message.authorities.first?.value == .authority(primary: DNSName(labels: []), negativeSeconds: 256))
        #expect(message.code.rawValue == 16)
        #expect(message.extendedErrors == [DNSExtendedError(code: 15, text: "spam")])
    }

    @Test func aNameThatLeadsRoundIsRefused() {
        for (start, target) in [(29, 29), (29, 40), (29, 33)] {
            var bytes = DNSBytes(counts: [1, 1, 0, 0])
            bytes.question("a.example", .a)
            #expect(bytes.place == 27)
            bytes.bytes += [1, 0x78]
            #expect(bytes.place == start)
            bytes.pointer(to: target)
            bytes.record(.a, length: 4)
            bytes.bytes += [1, 2, 3, 4]
            #expect(Self.fault(bytes.bytes) == "a name leads round in a loop")
        }
        // Two names that point at each other.
        var pair = DNSBytes(counts: [0, 2, 0, 0])
        pair.pointer(to: 26)
        pair.record(.a, length: 4)
        pair.bytes += [1, 2, 3, 4]
        pair.pointer(to: 12)
        pair.record(.a, length: 4)
        pair.bytes += [1, 2, 3, 4]
        #expect(Self.fault(pair.bytes) == "a name leads round in a loop")
    }

    @Test func aLongChainOfPointersIsNotFollowed() {
        var bytes = DNSBytes(counts: [0, 2, 0, 0])
        bytes.bytes += [0]
        bytes.record(.other, length: 200)
        bytes.pointer(to: 12)
        for _ in 1..<100 { bytes.pointer(to: bytes.place - 2) }
        bytes.pointer(to: bytes.place - 2)
        bytes.record(.a, length: 4)
        bytes.bytes += [1, 2, 3, 4]
        #expect(Self.fault(bytes.bytes) == "a name leads round in a loop")
    }

    @Test func aMessageThatIsCutOffAnywhereIsRefused() throws {
        let whole = DNSBytes.negative(flags: 0x8183)
        #expect(Self.fault(whole) == nil)
        for length in 0..<whole.count { #expect(Self.fault(Array(whole.prefix(length))) != nil) }
        #expect(Self.fault(whole + [0]) == "bytes follow its end")
        #expect(Self.fault([UInt8](repeating: 0, count: 65_536)) == "it has more than 65535 bytes")
    }

    @Test func countsNamesAndLengthsAreBounded() {
        #expect(Self.fault(DNSBytes(counts: [2, 0, 0, 0]).bytes) == "it has more than one question")
        #expect(Self.fault(DNSBytes(counts: [0, 1, 0, 1000]).bytes) == "it has more than 1000 records")
        var long = DNSBytes()
        for _ in 0..<5 { long.bytes += [63] + [UInt8](repeating: 0x61, count: 63) }
        long.bytes += [0, 0, 1, 0, 1]
        #expect(Self.fault(long.bytes) == "a name is too long")
        var kind = DNSBytes()
        kind.bytes += [0x40, 0, 0, 1, 0, 1]
        #expect(Self.fault(kind.bytes) == "a name has a label of an unknown kind")
        #expect(Self.fault(DNSBytes.answer(addresses: [[1, 2, 3]])) == "an address has a wrong length")
        var stretched = DNSBytes(counts: [0, 1, 0, 0])
        stretched.bytes += [0]
        stretched.record(.cname, length: 3)
        stretched.bytes += [0, 0, 0]
        #expect(Self.fault(stretched.bytes) == "a record is longer than what it holds")
    }

    @Test func anAnswerOf64KilobytesIsReadInAMoment() throws {
        // The worst of it: as many records as there may be, each with a name of many pointers.
        var bytes = DNSBytes(counts: [0, 999, 0, 0])
        bytes.bytes += [0]
        bytes.record(.txt, length: 40_000)
        for _ in 0..<10_000 { bytes.bytes += [3, 0x78, 0x79, 0x7a] }
        for _ in 0..<998 {
            bytes.bytes += [0]
            bytes.record(.a, length: 4)
            bytes.bytes += [1, 2, 3, 4]
        }
        var message: DNSMessage?
        let time = try ContinuousClock().measure { message = try DNSDecoder.message(bytes.bytes) }
        #expect(message?.answers.count == 999)
        #expect(time < .seconds(2))
    }

    @Test func changedAndRandomBytesAreReadOrRefusedAndNothingElse() {
        // A generator of its own, so that a failure comes again.
        var state: UInt64 = 1
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let sound = [
            DNSBytes.answer(addresses: [[1, 2, 3, 4], [5, 6, 7, 8]]), DNSBytes.negative(flags: 0x8183),
            DNSBytes.answer(type: .aaaa, addresses: [[UInt8](repeating: 1, count: 16)]),
        ]
        var read = 0
        for _ in 0..<20_000 {
            var bytes = sound[next(sound.count)]
            for _ in 0...next(4) {
                bytes[next(bytes.count)] = [0, 1, 0x0c, 0x3f, 0xc0, 0xff, UInt8(next(256))][next(7)]
            }
            if next(4) == 0 { bytes.removeLast(next(bytes.count)) }
            if Self.fault(bytes) == nil { read += 1 }
        }
        #expect(read > 0 && read < 20_000)
    }

    @Test func namesAreComparedWithoutCase() throws {
        #expect(try DNSName("FuNdS.example") == DNSName("funds.EXAMPLE."))
        #expect(try DNSName("a.example") != DNSName("b.example"))
        #expect(try DNSName("x.y").description == "x.y.")
        for bad in ["a..b", " ", String(repeating: "a", count: 64), "é.example"] {
            #expect(throws: DutyFailure(.valueMalformed, "")) { try DNSName(bad) }
        }
    }

    @Test func aliasesAreFollowedAndLoopsOfThemEnd() throws {
        func alias(_ from: String, _ to: String) throws -> DNSRecord {
            DNSRecord(name: try DNSName(from), type: .cname, keepSeconds: 20, value: .alias(try DNSName(to)))
        }
        let question = DNSQuestion(name: try DNSName("a.example"), type: .a)
        var message = try DNSDecoder.message(DNSBytes.answer(to: "c.example", keep: 30))
        message.answers += [try alias("A.example", "b.example"), try alias("b.example", "c.example")]
        #expect(DNSReading(message, to: question) == .addresses([[192, 0, 2, 1]], seconds: 20))
        message.answers = [try alias("a.example", "b.example"), try alias("b.example", "a.example")]
        #expect(DNSReading(message, to: question) == .noAddress(seconds: 0))
        let unknown = try DNSDecoder.message(DNSBytes.negative(flags: 0x8183, to: "a.example"))
        #expect(DNSReading(unknown, to: question) == .nameUnknown(seconds: 30))
        let empty = try DNSDecoder.message(DNSBytes.negative(flags: 0x8180, to: "a.example"))
        #expect(DNSReading(empty, to: question) == .noAddress(seconds: 30))
    }
}

extension DNSType {
    fileprivate static let other = DNSType(rawValue: 65_280)
}
