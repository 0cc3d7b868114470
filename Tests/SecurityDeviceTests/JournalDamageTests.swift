import DutyModel
import Exchanges
import Signing
import DeviceSimulation
import Testing

@testable import SecurityDevice

struct JournalDamageTests {
    /// The journal of a device with a snapshot and several events, and the device.
    static func journal() throws -> (bytes: [UInt8], bench: DeviceBench) {
        var bench = try DeviceBench.valid()
        for _ in 0..<3 { try bench.frank(.rupees(10)) }
        return (try #require(bench.disk.journal), bench)
    }

    @Test func everyTornTailIsCutAndNothingElse() throws {
        let (bytes, bench) = try Self.journal()
        let scan = try JournalScan(bytes)
        let last = try #require(scan.frames.last).encoded().bytes.count
        for length in stride(from: bytes.count - last, to: bytes.count, by: 37) {
            let disk = SimulatedDisk(seed: 1, journal: Array(bytes.prefix(length)))
            let device = try DeviceBench.open(disk)
            #expect(device.state.itemCount == bench.device.state.itemCount - 1)
        }
    }

    @Test func aTornTailBehindTheAnchorIsARollback() throws {
        let (bytes, _) = try Self.journal()
        let number = try #require(try JournalScan(bytes).frames.last).number
        let disk = SimulatedDisk(seed: 1, journal: Array(bytes.dropLast(9)), anchor: number)
        #expect(refusal { _ = try DeviceBench.open(disk) } == .journalRolledBack)
        let missing = SimulatedDisk(seed: 1)
        var anchor = SimulatedAnchor(disk: missing)
        try anchor.raise(to: 3)
        #expect(refusal { _ = try DeviceBench.open(missing) } == .journalRolledBack)
    }

    @Test func aJournalWithoutItsAnchorIsDamage() throws {
        let (bytes, _) = try Self.journal()
        let disk = SimulatedDisk(seed: 1, journal: bytes, anchor: nil)
        #expect(refusal { _ = try DeviceBench.open(disk) } == .anchorMissing)
    }

    @Test func aJournalOfBeforeIsCarriedOverOnce() throws {
        let state = try Self.journal().bench.device.state
        let frame = JournalFrame(kind: .snapshot, number: 7, previous: .zero, payload: state.encoded, version: 1)
        for anchor in [nil, 3, 7] as [UInt64?] {
            let disk = SimulatedDisk(seed: 1, journal: frame.encoded().bytes, anchor: anchor)
            #expect(try DeviceBench.open(disk).state == state)
            let carried = try #require(disk.journal)
            let without = SimulatedDisk(seed: 1, journal: carried, anchor: nil)
            #expect(refusal { _ = try DeviceBench.open(without) } == .anchorMissing)
        }
        let older = SimulatedDisk(seed: 1, journal: frame.encoded().bytes, anchor: 8)
        #expect(refusal { _ = try DeviceBench.open(older) } == .journalRolledBack)
    }

    @Test func noPowerCutAtTheBeginningLeavesAJournalWithoutItsAnchor() throws {
        let state = try Self.journal().bench.device.state
        let before = JournalFrame(kind: .snapshot, number: 7, previous: .zero, payload: state.encoded, version: 1)
        for seed in 0..<40 as Range<UInt64> {
            let disks = [
                SimulatedDisk(seed: seed),
                SimulatedDisk(seed: seed, journal: before.encoded().bytes, anchor: nil),
            ]
            for disk in disks {
                disk.record()
                _ = try DeviceBench.open(disk)
                for image in disk.takeImages() { _ = try DeviceBench.open(image) }
            }
        }
    }

    @Test func anyFlippedBitIsDamage() throws {
        let (bytes, _) = try Self.journal()
        for place in bytes.indices {
            var changed = bytes
            changed[place] ^= UInt8(1 << (place % 8))
            #expect(
                refusal { _ = try JournalScan(changed) }.map { $0 == .journalDamaged || $0 == .dataNewerVersion }
                    == true, "byte \(place)")
        }
    }

    @Test func aLostSectorInTheMiddleIsDamage() throws {
        let (bytes, _) = try Self.journal()
        for start in stride(from: 0, to: bytes.count - 512, by: 512) {
            var changed = bytes
            changed.replaceSubrange(start..<start + 512, with: Array(repeating: 0, count: 512))
            #expect(refusal { _ = try JournalScan(changed) } == .journalDamaged, "sector at \(start)")
        }
    }

    @Test func roomSetAsideButNeverWrittenIsNotDamage() throws {
        let (bytes, bench) = try Self.journal()
        let disk = SimulatedDisk(seed: 1, journal: bytes + Array(repeating: 0, count: 100_000))
        #expect(try DeviceBench.open(disk).state == bench.device.state)
    }

    @Test func newerVersionsAreNamed() throws {
        var bytes = try Self.journal().bytes
        bytes[4] = JournalFrame.version + 1
        #expect(refusal { _ = try JournalScan(bytes) } == .dataNewerVersion)
        var state = DeviceState().encoded
        state[1] = UInt8(DeviceState.snapshotVersion + 1)
        #expect(refusal { _ = try DeviceState(encoded: state) } == .dataNewerVersion)
    }

    @Test func anEmptyJournalIsDamage() {
        #expect(refusal { _ = try JournalScan([]) } == .journalDamaged)
        #expect(refusal { _ = try JournalScan(Array(repeating: 0, count: 4_096)) } == .journalDamaged)
    }

    @Test func eventsAndStatesReadBackAndNothingElseDoes() throws {
        for event in Samples.events {
            let bytes = event.encoded
            #expect(try DeviceEvent(encoded: bytes) == event)
            #expect(refusal { _ = try DeviceEvent(encoded: bytes + [0]) } == .journalDamaged)
            for length in bytes.indices {
                #expect(refusal { _ = try DeviceEvent(encoded: Array(bytes.prefix(length))) } != nil)
            }
        }
        let state = try Self.journal().bench.device.state
        #expect(try DeviceState(encoded: state.encoded) == state)
        #expect(refusal { _ = try DeviceState(encoded: state.encoded + [0]) } == .journalDamaged)
    }

    @Test func aRecordThatTheJournalForgotStopsTheDevice() throws {
        var bench = try DeviceBench.valid()
        try bench.frank(.rupees(1))
        let copy = bench.disk.afterProcessEnd()
        let newest = try bench.frank(.rupees(2))
        #expect(refusal { _ = try DeviceBench.open(copy, newestKnown: newest) } == .journalRolledBack)
        let device = try DeviceBench.open(copy)
        #expect(device.status(at: bench.reading).stateName == "psd_fatal")
        var good = try DeviceBench.open(bench.disk, newestKnown: newest)
        let forged = SignedUsageRecord(
            record: newest.record, signature: SignatureBytes(unchecked: Array(repeating: 1, count: 64)))
        #expect(refusal { try good.compare(withKnown: forged) } == .signatureBad)
        #expect(good.status(at: bench.reading).isOpen)
    }

    @Test func aStoredStateThatBreaksAnInvariantOpensStopped() throws {
        var state = try Self.journal().bench.device.state
        state.registers.descending = .rupees(9_999)
        let frame = JournalFrame(kind: .snapshot, number: 1, previous: .zero, payload: state.encoded)
        let device = try DeviceBench.open(SimulatedDisk(seed: 1, journal: frame.encoded().bytes))
        let status = device.status(at: Samples.reading)
        #expect(status.lock == .psdFatal && status.registers.descending == .rupees(9_999))
    }

    @Test func afterAFailedWriteNothingIsAcceptedUntilReopened() throws {
        var bench = try DeviceBench.valid()
        bench.disk.setFaults(SimulatedDisk.Faults(errorOneIn: 1))
        #expect(refusal { try bench.frank(.rupees(1)) } == .journalWriteFailed)
        bench.disk.setFaults(SimulatedDisk.Faults())
        #expect(refusal { try bench.frank(.rupees(1)) } == .journalWriteFailed)
        bench.device = try DeviceBench.open(bench.disk)
        try bench.frank(.rupees(1))
    }

    @Test func aFullDiskRefusesAndLosesNothing() throws {
        var bench = try DeviceBench.valid()
        bench.disk.setFaults(SimulatedDisk.Faults(noSpaceOneIn: 1))
        let before = bench.device.state
        #expect(refusal { try bench.frank(.rupees(1)) } == .psdStoreFull)
        #expect(bench.device.state == before)
        bench.disk.setFaults(SimulatedDisk.Faults())
        try bench.frank(.rupees(1))
    }
}
