import DutyModel
import Foundation
import SecurityDevice
import Signing
import Simulation
import Testing

@testable import Base

/// The service root in the base's folder: each device that is put in obeys it.
@Suite struct BaseRootTests {
    private let path = FileManager.default.temporaryDirectory.path + "/root-\(UUID().uuidString)"
    private let root: ServiceRoot

    init() throws { root = try ModelRoot().root }

    private func folder() throws -> BaseFolder { try BaseFolder(path: path) }
    private func open() throws -> SecurityDevice { try folder().openDevice(serial: PSDSerial(42)) }
    private func remove() { try? FileManager.default.removeItem(atPath: path) }

    private func give(_ root: ServiceRoot) throws {
        var device = try open()
        try folder().give(root, to: &device)
    }

    @Test func `a root is given once, and a device that is put in later obeys it as well`() async throws {
        defer { remove() }
        #expect(try open().serviceRoot == nil)
        try give(root)
        try give(root)
        #expect(try open().serviceRoot == root)
        let foreign = try ModelRoot(name: "foreign").root
        #expect(await code { try give(foreign) } == .serviceRootPinned)
        try folder().insertDevice(serial: PSDSerial(43))
        #expect(try open().serviceRoot == root)
        #expect(await code { try give(foreign) } == .serviceRootPinned)
    }

    @Test func `the journal is the witness: a lost or exchanged file is written again`() throws {
        defer { remove() }
        try give(root)
        let file = try folder().rootFile
        let good = try #require(FileManager.default.contents(atPath: file))
        let foreign = try JSONEncoder().encode(try ModelRoot(name: "foreign").root)
        for bytes in [nil, Data(), Data("{}".utf8), foreign] {
            try FileManager.default.removeItem(atPath: file)
            if let bytes {
                #expect(
                    FileManager.default.createFile(
                        atPath: file, contents: bytes, attributes: [.posixPermissions: 0o600]))
            }
            #expect(try open().serviceRoot == root)
            #expect(FileManager.default.contents(atPath: file) == good)
        }
    }

    @Test func `a damaged file is told where the journal knows of no root`() async throws {
        defer { remove() }
        _ = try open()
        let file = try folder().rootFile
        #expect(
            FileManager.default.createFile(
                atPath: file, contents: Data("{}".utf8), attributes: [.posixPermissions: 0o600]))
        #expect(await code { _ = try open() } == .dataMalformed)
    }
}
