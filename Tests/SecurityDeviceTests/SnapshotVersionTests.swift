import DutyModel
import Foundation
import Signing
import Simulation
import Testing

@testable import SecurityDevice

/// Journals of earlier versions open and go on.
@Suite struct SnapshotVersionTests {
    /// Written by the version before: a snapshot with a licence, records and a refused refill; then a grant, an
    /// impression, a bad and a good audit, and a refill that is outstanding.
    private static func journal() throws -> [UInt8] {
        let file = try #require(
            Bundle.module.url(forResource: "Fixtures/journal-with-snapshot-version-1", withExtension: "hex"))
        let digits = try String(contentsOf: file, encoding: .utf8).filter { !$0.isNewline }
        return try #require(Hexadecimal.decode(digits.utf8))
    }

    private static func snapshot(_ bytes: [UInt8]) throws -> JournalFrame {
        let scan = try JournalScan(bytes)
        return try #require(scan.frames.first)
    }

    @Test func `a journal whose snapshot is of version 1 opens with all it held`() throws {
        let bytes = try Self.journal()
        let snapshot = try Self.snapshot(bytes)
        #expect(snapshot.payload.prefix(2).elementsEqual([0, 1]))
        let disk = SimulatedDisk(seed: 1, journal: bytes)
        var bench = try DeviceBench.valid()
        bench.device = try DeviceBench.open(disk)
        let status = bench.device.status(at: bench.reading)
        #expect(status.isOpen && status.psdKey == DeviceBench.key && status.itemCount == 4)
        #expect(status.registers == Registers(ascending: .rupees(55), descending: .rupees(1_445)))
        #expect(status.outstandingRefill?.sequence == 3 && status.unsentCount == 2)
        #expect(bench.device.grants.map(\.operation.sequence) == [2], "version 1 kept one grant, if any")
        #expect(bench.device.printStates(limit: 9).values.allSatisfy { $0 == .debited })
        // It goes on, and is of the present version from now on.
        try bench.device.markDrawn(counter: 4)
        _ = try bench.device.refillCancellation(nonce: bench.nonce(), at: bench.reading)
        let again = try DeviceBench.open(disk.afterPowerCut())
        #expect(again.state == bench.device.state)
        let written = try Self.snapshot(try #require(disk.journal))
        #expect(written.payload.prefix(2).elementsEqual([0, UInt8(DeviceState.snapshotVersion)]))
    }

    @Test func `a snapshot of version 1 ends where it ended then`() throws {
        let payload = try Self.snapshot(try Self.journal()).payload
        #expect(refusal { _ = try DeviceState(encoded: payload + [0]) } == .journalDamaged)
        #expect(refusal { _ = try DeviceState(encoded: [0, 0] + payload.dropFirst(2)) } == .journalDamaged)
        #expect(refusal { _ = try DeviceState(encoded: [0, 2] + payload.dropFirst(2)) } == .journalDamaged)
    }
}
