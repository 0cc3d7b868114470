import Base
import DutyModel
import Foundation
import SecurityDevice
import Testing

/// The base's folder: its device comes back, and nobody else's does.
@Suite struct BaseFolderTests {
    private let path = FileManager.default.temporaryDirectory.path + "/base-\(UUID().uuidString)"

    private func open(serial: UInt32 = 42) throws -> SecurityDevice {
        try BaseFolder(path: path).openDevice(serial: PSDSerial(serial))
    }

    private func remove() { try? FileManager.default.removeItem(atPath: path) }

    private func mode(_ name: String) throws -> Int {
        try #require(FileManager.default.attributesOfItem(atPath: path + name)[.posixPermissions] as? Int)
    }

    @Test func `a second opening finds the same device, whatever serial is offered`() throws {
        defer { remove() }
        let first = try { try open().status(at: SystemClockReader().read()) }()
        #expect(first.phase == .initialised)
        let second = try open(serial: 43).status(at: SystemClockReader().read())
        #expect(second.psdKey == first.psdKey)
        #expect(second.publicKey == first.publicKey)
    }

    @Test func `only the owner can read the key`() throws {
        defer { remove() }
        _ = try open()
        #expect(try mode("") == 0o700)
        #expect(try mode("/keys") == 0o700)
        #expect(try mode("/keys/psd-life-1.key") == 0o600)
    }

    @Test func `a key that others can read is refused`() async throws {
        defer { remove() }
        _ = try open()
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o640], ofItemAtPath: path + "/keys/psd-life-1.key")
        #expect(await code { _ = try open() } == .keyExposed)
    }

    @Test func `a journal whose key is gone is refused, also a second time`() async throws {
        defer { remove() }
        _ = try open()
        try FileManager.default.removeItem(atPath: path + "/keys/psd-life-1.key")
        #expect(await code { _ = try open() } == .keyMissing)
        #expect(await code { _ = try open() } == .keyMissing)
    }

    @Test func `a lost key is not replaced by a new one`() async throws {
        defer { remove() }
        _ = try open()
        try FileManager.default.removeItem(atPath: path + "/keys/psd-life-1.key")
        _ = await code { _ = try open() }
        #expect(try FileManager.default.contentsOfDirectory(atPath: path + "/keys").isEmpty)
    }

    @Test func `two owners at the same time are refused`() async throws {
        defer { remove() }
        let device = try open()
        #expect(await code { _ = try open() } == .dataInUse)
        #expect(device.status(at: SystemClockReader().read()).phase == .initialised)
    }
}
