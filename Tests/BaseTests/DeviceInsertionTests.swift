import DutyModel
import Foundation
import SecurityDevice
import Testing

@testable import Base

/// Another security device in the place of the one in the base.
@Suite struct DeviceInsertionTests {
    private let path = FileManager.default.temporaryDirectory.path + "/insertion-\(UUID().uuidString)"

    private func remove() { try? FileManager.default.removeItem(atPath: path) }
    private func folder() throws -> BaseFolder { try BaseFolder(path: path) }

    private func open(offered: UInt32 = 42) throws -> DeviceStatus {
        try folder().openDevice(serial: PSDSerial(offered)).status(at: SystemClockReader().read())
    }

    private func isThere(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path + "/" + name) }

    @Test func `the next opening makes the new device, and the old one lies untouched`() throws {
        defer { remove() }
        let old = try open()
        let journal = FileManager.default.contents(atPath: path + "/psd/psd.journal")
        try folder().insertDevice(serial: PSDSerial(43))
        #expect(FileManager.default.contents(atPath: path + "/removed/P00000042-1/psd/psd.journal") == journal)
        #expect(isThere("removed/P00000042-1/keys/psd-life-1.key"))
        // The installation still offers the old serial; what was inserted counts.
        let new = try open(offered: 42)
        #expect(new.psdKey?.serial == PSDSerial(43) && new.phase == .initialised)
        #expect(new.publicKey != old.publicKey)
        #expect(try open().publicKey == new.publicKey)
    }

    @Test func `a device that was there is not made anew, for its counters would begin again`() async throws {
        defer { remove() }
        _ = try open()
        #expect(await code { try folder().insertDevice(serial: PSDSerial(42)) } == .psdStateRefuses)
        try folder().insertDevice(serial: PSDSerial(43))
        #expect(await code { try folder().insertDevice(serial: PSDSerial(42)) } == .psdStateRefuses)
        // Given again before the new one was ever opened, the command is the same one.
        try folder().insertDevice(serial: PSDSerial(43))
        #expect(try open().psdKey?.serial == PSDSerial(43))
        #expect(await code { try folder().insertDevice(serial: PSDSerial(43)) } == .psdStateRefuses)
    }

    @Test func `a base that runs keeps its device`() async throws {
        defer { remove() }
        let device = try folder().openDevice(serial: PSDSerial(42))
        #expect(await code { try folder().insertDevice(serial: PSDSerial(43)) } == .dataInUse)
        #expect(device.status(at: SystemClockReader().read()).phase == .initialised)
        #expect(!isThere("insertion.json") && !isThere("removed"))
    }

    @Test func `a device that does not open any more can be replaced`() async throws {
        defer { remove() }
        _ = try open()
        try Data("damaged".utf8).write(to: URL(fileURLWithPath: path + "/psd/psd.journal"))
        #expect(await code { _ = try open() } == .journalDamaged)
        #expect(await code { try folder().insertDevice(serial: PSDSerial(42)) } == .psdStateRefuses)
        try folder().insertDevice(serial: PSDSerial(43))
        #expect(try open().psdKey?.serial == PSDSerial(43))
    }

    /// The plan is written first; a crash after it, at each move, is finished by the next opening.
    @Test(arguments: 0...3) func `an insertion that a crash cut short is finished`(_ moved: Int) throws {
        defer { remove() }
        _ = try open()
        let plan = path + "/insertion.json"
        try Data("{\"removedName\":\"P00000042-1\",\"serial\":43}\n".utf8).write(to: URL(fileURLWithPath: plan))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: plan)
        let place = path + "/removed/P00000042-1"
        if moved > 0 { try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true) }
        for name in ["psd", "keys"].prefix(max(0, moved - 1)) {
            try FileManager.default.moveItem(atPath: path + "/" + name, toPath: place + "/" + name)
        }
        // The same command again, or a start.
        if moved.isMultiple(of: 2) { try folder().insertDevice(serial: PSDSerial(43)) }
        #expect(try open().psdKey?.serial == PSDSerial(43))
        #expect(!isThere("insertion.json") && isThere("removed/P00000042-1/psd/psd.journal"))
        #expect(isThere("removed/P00000042-1/keys/psd-life-1.key"))
    }

    @Test func `an exchange that fails once it is decided says so, and the same command ends it`() throws {
        defer { remove() }
        _ = try open()
        // A file where the folder for what is removed belongs.
        try Data().write(to: URL(fileURLWithPath: path + "/removed"))
        let base = try folder()
        do throws(DutyFailure) {
            try base.insertDevice(serial: PSDSerial(43))
            Issue.record("it was done")
        } catch {
            let isDecided = isThere("insertion.json")
            #expect(error.outcome == (isDecided ? .done : .notDone), "\(error)")
            #expect(!isDecided || error.remedy.contains("same command"), "\(error)")
        }
        try FileManager.default.removeItem(atPath: path + "/removed")
        try folder().insertDevice(serial: PSDSerial(43))
        #expect(try open().psdKey?.serial == PSDSerial(43))
    }

    @Test(arguments: ["", "{", "{\"removedName\":\"../x\",\"serial\":1}", "{\"removedName\":\"\",\"serial\":1}"])
    func `a plan that makes no sense is named and moves nothing`(_ text: String) async throws {
        defer { remove() }
        _ = try open()
        try Data(text.utf8).write(to: URL(fileURLWithPath: path + "/insertion.json"))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path + "/insertion.json")
        #expect(await code { _ = try open() } == .dataMalformed)
        #expect(isThere("psd/psd.journal") && !isThere("removed"))
    }
}
