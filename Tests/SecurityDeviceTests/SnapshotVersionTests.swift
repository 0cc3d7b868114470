import DutyModel
import Exchanges
import Foundation
import Signing
import DeviceSimulation
import Testing

@testable import SecurityDevice

/// Journals of earlier versions open and go on.
@Suite struct SnapshotVersionTests {
    /// Written by version 1: a snapshot with a licence, records and a refused refill; then a grant, an
    /// impression, a bad and a good audit, and a refill that is outstanding.
    private static func journal(version: String = "1") throws -> [UInt8] {
        let file = try #require(
            Bundle.module.url(forResource: "Fixtures/journal-with-snapshot-version-\(version)", withExtension: "hex"))
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
        #expect(bench.device.printStandings(limit: 9).values.allSatisfy { $0.state == .debited })
        // It goes on, and is of the present version from now on.
        _ = try bench.draw(4, .first)
        _ = try bench.device.refillRequest(.cancellation, nonce: bench.nonce(), at: bench.reading)
        let again = try DeviceBench.open(disk.afterPowerCut())
        #expect(again.state == bench.device.state)
        let written = try Self.snapshot(try #require(disk.journal))
        #expect(written.payload.prefix(2).elementsEqual([0, UInt8(DeviceState.snapshotVersion)]))
    }

    /// Written by the program of version 2: the prints of a machine that printed item 1 twice, 2 and 5 once, 4 not at all,
    /// and declared 3 spoiled; then events in which 2 is printed once more and 4 is printed.
    @Test func `in a journal of version 2 every drawing counts as delivered`() throws {
        let scan = try JournalScan(try Self.journal(version: "2-and-prints"))
        let first = try #require(scan.frames.first)
        #expect(first.payload.prefix(2).elementsEqual([0, 2]))
        var state = try DeviceState(encoded: first.payload)
        func states() -> [PrintState] { (1...5).map { state.prints.state(of: $0) } }
        #expect(states() == [.printedAgain, .printed, .spoiled, .debited, .printed])
        for frame in scan.frames.dropFirst() {
            try state.apply(try DeviceEvent(encoded: frame.payload), recordsKept: 1_000)
        }
        #expect(states() == [.printedAgain, .printedAgain, .spoiled, .printed, .printed])
        #expect(try DeviceState(encoded: state.encoded) == state)
        try state.checkInvariants()
    }

    @Test func `a snapshot of version 1 ends where it ended then`() throws {
        let payload = try Self.snapshot(try Self.journal()).payload
        #expect(refusal { _ = try DeviceState(encoded: payload + [0]) } == .journalDamaged)
        #expect(refusal { _ = try DeviceState(encoded: [0, 0] + payload.dropFirst(2)) } == .journalDamaged)
        #expect(refusal { _ = try DeviceState(encoded: [0, 2] + payload.dropFirst(2)) } == .journalDamaged)
    }

    /// Of a device whose key is not here: its journal is read as opening reads it.
    @Test func `a journal whose snapshot is of version 2 is read with all it held, and without acts`() throws {
        let scan = try JournalScan(try Self.journal(version: "2"))
        let snapshot = try #require(scan.frames.first)
        #expect(snapshot.payload.prefix(2).elementsEqual([0, 2]))
        var state = try DeviceState(encoded: snapshot.payload)
        for frame in scan.frames.dropFirst() {
            try state.apply(try DeviceEvent(encoded: frame.payload), recordsKept: 1_000)
        }
        #expect(state.registers == Registers(ascending: .rupees(590), descending: .rupees(4_510)))
        #expect(state.itemCount == 4 && state.grants.count == 2 && state.fatalReason == nil)
        #expect(state.prints.state(of: 1) == .printed && state.prints.state(of: 3) == .spoiled)
        #expect(state.acts == Acts())
        #expect(try DeviceState(encoded: state.encoded) == state)
    }
}
