import Base
import DutyModel
import Exchanges
import Foundation
import SecurityDevice
import Testing

/// A device whose key is made before anybody has named its serial.
@Suite struct BaseEnrolmentTests {
    private let path = FileManager.default.temporaryDirectory.path + "/enrolling-\(UUID().uuidString)"

    private func folder() throws -> BaseFolder { try BaseFolder(path: path) }
    private func remove() { try? FileManager.default.removeItem(atPath: path) }
    private func status(_ serial: UInt32 = 42) throws -> DeviceStatus {
        try folder().openDevice(serial: PSDSerial(serial)).status(at: SystemClockReader().read())
    }

    @Test func `the key is the same each time, and the device that is named later has it`() throws {
        defer { remove() }
        let key = try folder().enrolmentKey(mayBeNew: true)
        #expect(try folder().enrolmentKey(mayBeNew: true) == key)
        let mode = try FileManager.default.attributesOfItem(atPath: path + "/keys/psd-life-1.key")[.posixPermissions]
        #expect(mode as? Int == 0o600)
        try folder().expectDevice(PSDSerial(77))
        #expect(try folder().enrolmentKey(mayBeNew: true) == key, "interrupted before the device was made")
        try folder().expectDevice(PSDSerial(77))
        // The serial that was named counts, not the one that happens to be offered.
        let made = try status(42)
        #expect(made.psdKey == PSDKeyID(serial: PSDSerial(77), life: 1) && made.publicKey == key)
        #expect(try folder().enrolmentKey(mayBeNew: false) == key, "interrupted after it")
        try folder().expectDevice(PSDSerial(77))
        #expect(try status().publicKey == key)
    }

    @Test func `a base that awaits one serial takes no other`() async throws {
        defer { remove() }
        _ = try folder().enrolmentKey(mayBeNew: true)
        try folder().expectDevice(PSDSerial(77))
        #expect(await code { try folder().expectDevice(PSDSerial(78)) } == .dataForeign)
        #expect(try status().psdKey?.serial == PSDSerial(77))
    }

    @Test func `a device that was lost gets no second key`() async throws {
        defer { remove() }
        _ = try status()
        try FileManager.default.removeItem(atPath: path + "/psd")
        #expect(await code { _ = try folder().enrolmentKey(mayBeNew: true) } == .dataMissing)
        try FileManager.default.removeItem(atPath: path + "/psd-serial")
        #expect(await code { _ = try folder().enrolmentKey(mayBeNew: false) } == .dataMissing)
    }

    @Test func `a base that runs is left alone`() async throws {
        defer { remove() }
        let device = try folder().openDevice(serial: PSDSerial(42))
        #expect(await code { _ = try folder().enrolmentKey(mayBeNew: true) } == .dataInUse)
        withExtendedLifetime(device) {}
    }
}
