import DeviceSimulation
import DutyModel
import Exchanges
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

    @Test func `a device that is put in later knows the certificates that the one before took`() throws {
        defer { remove() }
        let halves = (1...ServiceRoot.keyCount).map { _ in Ed25519Signer() }
        let root = try ServiceRoot(generation: 1, keys: halves.map(\.publicKey))
        try give(root)
        let signers = RootSigners(root: root, signers: halves)
        let keys = CertifiedServiceKeys(
            root: root,
            certificates: try [ServiceKeyPurpose.funds, .transactions].map {
                try signers.certify(
                    Ed25519Signer().publicKey, for: $0, number: 7, from: Timestamp(0), until: Timestamp(4_000_000_000))
            })
        do {
            var device = try open()
            try device.takeServiceKeys(keys)
        }
        try folder().insertDevice(serial: PSDSerial(43))
        for _ in 1...2 {
            let next = try open()
            #expect(next.serviceRoot == root)
            #expect(
                next.serviceKeyCertificates.map(\.key)
                    == [.funds, .transactions].map { keys.certificate(for: $0)?.key })
        }
        // As a version wrote the file that knew no certificates in it.
        let older = try folder()
        try JSONEncoder().encode(root).write(to: URL(fileURLWithPath: older.rootFile))
        #expect(try open().serviceKeyCertificates.count == 2)
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
