import Base
import DeviceSimulation
import DutyModel
import Foundation
import SecurityDevice
import Signing
import Simulation
import Testing

/// The journal in real files of a temporary folder.
struct FileJournalTests {
    private let folder = FileManager.default.temporaryDirectory.path + "/psd-\(UUID().uuidString)"

    private func open() throws -> SecurityDevice {
        try SecurityDevice.open(
            storage: FileJournalStorage(folder: folder), anchor: FileMonotonicAnchor(folder: folder),
            signer: TestSigner(name: "device"), verifier: TestVerifier())
    }

    private func mode(_ path: String) throws -> Int {
        try #require(FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
    }

    private func code(_ call: () throws -> Void) -> FailureCode? {
        do { try call() } catch { return (error as? DutyFailure)?.code }
        return nil
    }

    @Test func aDeviceComesBackFromItsFiles() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var device: SecurityDevice? = try open()
        try device?.initialise(serial: PSDSerial(5), life: 1)
        try device?.tamper()
        let hash = device?.stateHash
        device = nil
        #expect(try open().stateHash == hash)
        #expect(try mode(folder) == 0o700)
        #expect(try mode(folder + "/psd.journal") == 0o600)
        #expect(try mode(folder + "/psd.anchor") == 0o600)
    }

    @Test func twoOwnersAreRefused() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let device = try open()
        #expect(code { _ = try open() } == .dataInUse)
        #expect(device.status(at: SystemClockReader().read()).phase == .manufactured)
    }

    @Test func aJournalThatOthersMayReadIsRefused() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        do { _ = try open() }
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: folder + "/psd.journal")
        #expect(code { _ = try open() } == .keyExposed)
    }

    @Test func anOldCopyOfTheJournalIsARollback() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var device: SecurityDevice? = try open()
        let old = try Data(contentsOf: URL(fileURLWithPath: folder + "/psd.journal"))
        try device?.initialise(serial: PSDSerial(5), life: 1)
        device = nil
        try old.write(to: URL(fileURLWithPath: folder + "/psd.journal"))
        #expect(code { _ = try open() } == .journalRolledBack)
    }

    @Test(arguments: [nil, Data(), Data(repeating: 0, count: 1_024)])
    func anAnchorThatIsMissingOrHoldsNoNumberStopsTheDevice(content: Data?) throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        do { _ = try open() }
        let anchor = folder + "/psd.anchor"
        #expect(try Data(contentsOf: URL(fileURLWithPath: anchor)).count > 512)
        try FileManager.default.removeItem(atPath: anchor)
        if let content { try content.write(to: URL(fileURLWithPath: anchor)) }
        for _ in 0..<2 { #expect(code { _ = try open() } == .anchorMissing) }
    }

    @Test func anAnchorOfWhichOneSlotIsDamagedStillCounts() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let anchor = URL(fileURLWithPath: folder + "/psd.anchor")
        for slot in 0..<2 {
            do { _ = try open() }
            var bytes = try Data(contentsOf: anchor)
            bytes[bytes.startIndex + slot * 512] ^= 1
            try bytes.write(to: anchor)
            do { _ = try open() }
        }
    }

    @Test func anAnchorAloneIsTheBeginningOfANewDevice() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var anchor = try FileMonotonicAnchor(folder: folder)
        #expect(try anchor.read() == nil)
        try anchor.settle()
        #expect(try anchor.read() == 0)
        #expect(try open().status(at: SystemClockReader().read()).phase == .manufactured)
    }

    @Test func theFolderAboveMustBeThere() {
        #expect(code { _ = try FileJournalStorage(folder: folder + "/a/b") } == .dataMissing)
    }
}
