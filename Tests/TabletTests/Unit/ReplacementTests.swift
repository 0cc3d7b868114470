import DutyModel
import Testing

@testable import Tablet

/// Another device in the base, and what the back end wishes for.
@Suite struct ReplacementTests {
    private static let other = PSDKeyID(serial: PSDSerial(43), life: 1)

    @Test func `a device that was never configured here is refused, whatever its counts`() async throws {
        let bench = try await TabletBench.filled()
        defer { bench.remove() }
        try await bench.replaceDevice(by: Self.other)
        #expect(await failure { try await bench.frank() }?.code == .linkPeerForeign)
        #expect(await failure { _ = try await bench.tablet.upload() }?.code == .linkPeerForeign)
        #expect(bench.adopted.keys.isEmpty)
    }

    @Test func `a device that was configured here franks, and what the old one left is uploaded`() async throws {
        let bench = try await TabletBench.filled()
        defer { bench.remove() }
        for _ in 0..<3 { try await bench.frank(10) }
        try await bench.replaceDevice(by: Self.other)
        try await bench.tablet.adopt(Self.other)
        #expect(bench.adopted.keys == [Self.other])
        _ = try await bench.tablet.refill(amount: .rupees(100))
        #expect(try await bench.frank(10).stamp.counter == 1)
        #expect(await bench.tablet.snapshot().replacedDevices == ["P00000042"])
        // Records that a replaced device left are due at once: no device counts their days any more.
        #expect(await bench.look() == false)
        #expect(await bench.tablet.snapshot().replacedDevices.isEmpty)
        #expect(try await bench.outbox.devicesWaiting().isEmpty)
        #expect(try await bench.tablet.upload() == UploadOutcome(sent: 0, durableThrough: 1))
    }

    @Test func `a record that only the tablet holds is not let go of by a receipt for another`() async throws {
        let bench = try await TabletBench.filled()
        defer { bench.remove() }
        try await bench.frank(10)
        try await bench.replaceDevice(by: Self.other)
        try await bench.tablet.adopt(Self.other)
        bench.transport.script(.transactions, .questionLost(.httpTimeout))
        #expect(await failure { _ = try await bench.tablet.upload() }?.code == .httpTimeout)
        #expect(try await bench.outbox.devicesWaiting() == [TestDirectory.key.serial])
    }

    @Test func `an idle tablet asks the distributor and makes the audit that is wished for`() async throws {
        let bench = try await TabletBench.filled()
        defer { bench.remove() }
        let before = bench.transport.posted
        #expect(await bench.look() == false)
        #expect(bench.transport.posted == before)
        bench.transport.setWish(forAudit: true)
        bench.elapsed.advance(bySeconds: 6 * 3600)
        #expect(await bench.look() == false)
        #expect(Array(bench.transport.posted.dropFirst(before.count)) == [.distributor, .funds])
        #expect(await bench.tablet.snapshot().auditWanted == false)
    }
}
