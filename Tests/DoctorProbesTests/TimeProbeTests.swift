import Doctor
import DutyModel
import NIOCore
import NIOPosix
import SiteNetwork
import Testing

@testable import DoctorProbes

@Suite("questions to time servers", .timeLimit(.minutes(5))) struct TimeProbeTests {
    /// The answer of a good server to a question: the mark is given back, the time stands at the end.
    private static func answer(
        _ question: [UInt8], leap: UInt8 = 0, mode: UInt8 = 4, stratum: UInt8 = 2, seconds: UInt32 = 4_004_488_800
    ) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 48)
        bytes[0] = leap << 6 | 4 << 3 | mode
        bytes[1] = stratum
        bytes.replaceSubrange(24..<32, with: question[40..<48])
        for place in 0..<4 { bytes[40 + place] = UInt8(seconds >> UInt32(24 - 8 * place) & 255) }
        return bytes
    }

    private func ask(_ answers: @escaping TestPeer.Answers, milliseconds: Int64 = 1_000) async throws
        -> [TimeObservation]
    {
        let peer = try await TestPeer(datagrams: answers)
        var limits = ProbeLimits()
        limits.timeMilliseconds = milliseconds
        limits.secondTimeTryMilliseconds = 100
        let probe = TimeProbe(
            limits: limits, datagram: ProbeDatagram(group: MultiThreadedEventLoopGroup.singleton), gate: Gate(8)
        ) { Timestamp(1_795_500_000) }
        let seen = await probe.ask("clock.example", at: peer.address)
        try await peer.close()
        return seen
    }

    @Test("a server's time is read, before 2036 and after it")
    func time() async throws {
        let rows: [(UInt32, Int64)] = [(4_004_488_800, 1_795_500_000), (100, 2_085_978_596)]
        for (seconds, expected) in rows {
            let seen = try await ask({ [Self.answer($0, seconds: seconds)] }, milliseconds: 5_000)
            #expect(seen.allSatisfy { $0.result == .answered } && seen[0].stratum == 2)
            #expect(seen[0].serverTime == Timestamp(expected) && seen[0].localTime == Timestamp(1_795_500_000))
        }
    }

    @Test("what gives no time is named and is no time")
    func noTime() async throws {
        let rows: [(TestPeer.Answers, TimeObservation.Result)] = [
            ({ [Self.answer($0, stratum: 0)] }, .refused), ({ [Self.answer($0, leap: 3)] }, .unsynchronised),
            ({ [Self.answer($0, stratum: 16)] }, .unsynchronised), ({ [Self.answer($0, seconds: 0)] }, .malformed),
            ({ [Array(Self.answer($0).prefix(47))] }, .malformed), ({ [$0] }, .malformed),
            ({ _ in [[UInt8](repeating: 0x24, count: 60_000)] }, .malformed),
            // Another's mark: whoever cannot see the question cannot answer it.
            ({ _ in [Self.answer([UInt8](repeating: 7, count: 48))] }, .malformed), ({ _ in [] }, .timeout),
        ]
        for (answers, expected) in rows {
            let start = ContinuousClock.now
            let seen = try await ask(answers)
            #expect(seen.allSatisfy { $0.result == expected && $0.serverTime == nil }, "\(expected): \(seen)")
            #expect(!seen.isEmpty && ContinuousClock.now - start < .seconds(30))
        }
    }

    @Test("a good answer behind a false one counts, and a port at which nobody listens is told at once")
    func late() async throws {
        let seen = try await ask({ [[1, 2, 3], Self.answer($0)] }, milliseconds: 5_000)
        #expect(seen.contains { $0.result == .answered })
        let peer = try await TestPeer(datagrams: { _ in [] })
        try await peer.close()
        let ending = await ProbeDatagram(group: MultiThreadedEventLoopGroup.singleton)
            .ask(peer.address, TimeMessage.question(mark: 1), milliseconds: 5_000) { _ in true }
        #expect(ending == .unreachable)
    }

    @Test("a question is one packet of 48 bytes in which only version, mode and mark are set")
    func question() {
        let bytes = TimeMessage.question(mark: 0x0102_0304_0506_0708)
        #expect(bytes.count == 48 && bytes[0] == 0x23 && bytes[1..<40].allSatisfy { $0 == 0 })
        #expect(bytes[40...] == [1, 2, 3, 4, 5, 6, 7, 8])
    }
}
