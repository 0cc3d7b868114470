import Doctor
import NIOCore
import NIOPosix
import SiteNetwork
import Testing

@testable import DoctorProbes

/// Name servers that answer as none should: each is named, soon, and nothing is kept of what they pour out.
@Suite("questions to hostile name servers", .timeLimit(.minutes(5))) struct NameProbeTests {
    /// An answer to a question as it was asked: its head, the question again, then records.
    private static func answer(
        _ question: [UInt8], records: Int = 1, flags: UInt8 = 0x81, _ rest: [UInt8] = []
    ) -> [UInt8] {
        let counts = [0, 1, UInt8(records >> 8), UInt8(records & 255), 0, 0, 0, 0]
        return Array(question[0..<2]) + [flags, 0x80] + counts + asked(question) + rest
    }

    /// The question that stands behind the head.
    private static func asked(_ question: [UInt8]) -> [UInt8] {
        var place = 12
        while place < question.count, question[place] > 0 { place += Int(question[place]) + 1 }
        return Array(question[12..<min(place + 5, question.count)])
    }

    /// A record of an address, behind its name.
    private static let address: [UInt8] = [0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 7]

    private static func prefixed(_ message: [UInt8]) -> [UInt8] {
        [UInt8(message.count >> 8), UInt8(message.count & 255)] + message
    }

    private func ask(
        _ answers: @escaping TestPeer.Answers, over transport: NameObservation.Transport = .udp,
        type: DNSType = .a, milliseconds: Int64 = 1_000
    ) async throws -> [NameObservation] {
        let peer = try await TestPeer(datagrams: answers, pieces: { answers(Array($0.dropFirst(2))) })
        var limits = ProbeLimits()
        limits.nameMilliseconds = milliseconds
        limits.secondTryMilliseconds = 100
        let probe = NameProbe(limits: limits, group: MultiThreadedEventLoopGroup.singleton, gate: Gate(8))
        let server = NameProbe.Server(resolver: .site, address: peer.address)
        let start = ContinuousClock.now
        let seen = await probe.ask("host.example", server, kind: .large, type: type, over: transport)
        #expect(ContinuousClock.now - start < .seconds(30))
        try await peer.close()
        return seen
    }

    @Test("a good answer is an address, whatever comes before it")
    func good() async throws {
        let good: @Sendable ([UInt8]) -> [UInt8] = { Self.answer($0, [0xc0, 12] + Self.address) }
        let rows: [TestPeer.Answers] = [
            { [good($0)] }, { question in [[0, 0], [UInt8](repeating: 0xff, count: 4_000), good(question)] },
        ]
        for answers in rows {
            let seen = try await ask(answers, milliseconds: 5_000)
            #expect(seen.contains { $0.result == .answered && $0.addresses == ["192.0.2.7"] }, "\(seen)")
        }
    }

    @Test("loops, foreign ids and questions, pieces and floods are malformed and have no address")
    func malformed() async throws {
        let rows: [(String, TestPeer.Answers)] = [
            (
                "a name that leads to itself",
                { [Self.answer($0, [0xc0, UInt8(12 + Self.asked($0).count)] + Self.address)] }
            ),
            (
                "two names that lead to each other",
                { question in
                    let place = UInt8(12 + Self.asked(question).count)
                    return [Self.answer(question, [0xc0, place + 2, 0xc0, place] + Self.address)]
                }
            ),
            (
                "another id",
                { question in
                    var bytes = Self.answer(question, [0xc0, 12] + Self.address)
                    bytes[0] ^= 0xff
                    return [bytes]
                }
            ),
            (
                "another question",
                { question in
                    var bytes = Self.answer(question, [0xc0, 12] + Self.address)
                    bytes[13] ^= 1
                    return [bytes]
                }
            ),
            ("the question itself", { [$0] }), ("nothing but a head", { [Array($0.prefix(12))] }),
            ("more records than there are", { [Self.answer($0, records: 65_535, [0xc0, 12] + Self.address)] }),
            (
                "a flood of another id",
                { question in
                    [[UInt8]](repeating: [question[0] ^ 0xff] + question.dropFirst(), count: 500)
                }
            ),
        ]
        for (name, answers) in rows {
            let seen = try await ask(answers)
            #expect(seen.count == 2, "\(name)")
            #expect(seen.allSatisfy { $0.result == .malformed && $0.addresses.isEmpty }, "\(name): \(seen)")
        }
    }

    @Test("over TCP, 64 KB are read in a moment where they are an answer, and named where they are none")
    func large() async throws {
        // One text of 65,000 bytes, in strings of 255.
        let strings = [UInt8](repeating: 0x61, count: 255)
        let content = (0..<254).flatMap { _ in [UInt8(255)] + strings }
        let head: [UInt8] = [0xc0, 12, 0, 16, 0, 1, 0, 0, 0, 60, UInt8(content.count >> 8), UInt8(content.count & 255)]
        let whole = try await ask(
            { [Self.prefixed(Self.answer($0, head + content))] }, over: .tcp, type: .txt, milliseconds: 5_000)
        #expect(whole.allSatisfy { $0.result == .answered } && whole[0].answerBytes ?? 0 > 65_000)
        let junk = [UInt8](repeating: 0xc0, count: 65_000)
        let rows: [(String, TestPeer.Answers, NameObservation.Result)] = [
            ("64 KB behind an answer", { [Self.prefixed(Self.answer($0, records: 0, junk))] }, .malformed),
            ("64 KB of nothing", { _ in [Self.prefixed(junk)] }, .malformed),
            (
                "megabytes of others' answers", { _ in [[UInt8]](repeating: Self.prefixed(junk), count: 200) },
                .malformed
            ),
            ("a length, and nothing behind it", { _ in [[0xff, 0xff]] }, .timeout),
        ]
        for (name, answers, expected) in rows {
            let seen = try await ask(answers, over: .tcp)
            #expect(seen.allSatisfy { $0.result == expected } && !seen.isEmpty, "\(name): \(seen)")
        }
    }
}
