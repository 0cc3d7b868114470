import ConnectivityGuide
import Doctor
import NIOCore
import Synchronization
import Testing

@testable import DoctorProbes

/// What was silent while everything was tried at once is tried again before anybody is blamed.
@Suite("patience", .timeLimit(.minutes(2))) struct PatienceTests {
    private static let page = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"

    /// Answers with nothing until it has been asked so often.
    private final class Late: Sendable {
        private let asked = Mutex(0)
        private let silences: Int

        init(after silences: Int) { self.silences = silences }

        func answers(_ bytes: [UInt8]) -> [[UInt8]] {
            let number = asked.withLock { asked in
                asked += 1
                return asked
            }
            return number > silences ? [bytes] : []
        }
    }

    @Test("a single exchange that stalled twice is tried a third time, and may go through")
    func thirdTry() async throws {
        let late = Late(after: 2)
        let peer = try await TestPeer(datagrams: { _ in [] }, pieces: { _ in late.answers(Array(Self.page.utf8)) })
        let (recording, guide) = try await HereRun.record(peer.address.port ?? 0)
        try await peer.close()
        let mine = recording.connections.filter { $0.purpose == .endpoint }
        #expect(mine.map(\.attempt) == [1, 2, 3] && mine.last?.http?.result == .answered, "\(mine)")
        #expect(Judge.judge(recording, guide).findings.isEmpty)
    }

    @Test("a server that stalls the third time as well is silent")
    func everSilent() async throws {
        let peer = try await TestPeer(datagrams: { _ in [] })
        let (recording, guide) = try await HereRun.record(peer.address.port ?? 0)
        try await peer.close()
        let mine = recording.connections.filter { $0.purpose == .endpoint }
        #expect(mine.map(\.attempt) == [1, 2, 3] && mine.allSatisfy { $0.http?.result == .timeout }, "\(mine)")
        #expect(Judge.judge(recording, guide).endpoints.first?.state == .unknown)
    }

    @Test("a name server that answers datagrams and was slow over TCP is asked once more; a closed port stays closed")
    func thirdQuestion() async throws {
        for (silences, isClosed) in [(4, false), (Int.max, true)] {
            let late = Late(after: silences)
            let peer = try await TestPeer(
                datagrams: { [DNSBytes.answer($0, [1])] },
                pieces: { question in
                    guard question.count > 14, DNSBytes.asksHost(Array(question.dropFirst(2))) else { return [] }
                    let answer = DNSBytes.answer(Array(question.dropFirst(2)), [1])
                    return late.answers([UInt8(answer.count >> 8), UInt8(answer.count & 255)] + answer)
                })
            let server = try await BadServer.start(.answers(Self.page))
            let guide = try HereRun.guide(
                host: "host.example", port: server.localAddress?.port ?? 0, names: peer.address.port ?? 0)
            let recording = try await HereRun.record(guide) { settings in
                settings.limits.stepMilliseconds = 1_000
                settings.nameServers = ["127.0.0.1"]
            }
            try await peer.close()
            try await server.close()
            let codes = Judge.judge(recording, guide).roots.map(\.code)
            #expect(codes.contains(.dnsTCPClosed) == isClosed, "\(codes)")
        }
    }
}
