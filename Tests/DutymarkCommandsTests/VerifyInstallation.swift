import DutyModel
import Exchanges
import Foundation
import Printing
import PublishedKeys
import Signing
import Testing

@testable import DutymarkCommands
@testable import Installation

/// A data folder with a key list, and one stamp of a machine in it.
struct VerifyInstallation {
    let folder: String
    let code: String
    let face: ImpressionFace
    let publisher: Ed25519Signer
    let contents: KeyListContents

    /// When its list was signed.
    static let issuedAt = Timestamp(1_795_600_000)

    /// Makes one, hands it over, and takes it away.
    static func with(
        status: KeyStatus = .valid, marks: [StampMark.Kind] = [], pinned: Bool = true,
        _ body: (VerifyInstallation) throws -> Void
    ) throws {
        let folder = FileManager.default.temporaryDirectory.path + "/dutymark-verify-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder + "/public", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(VerifyInstallation(folder: folder, status: status, marks: marks, pinned: pinned))
    }

    /// The same for work that waits.
    static func with(_ body: (VerifyInstallation) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/dutymark-verify-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder + "/public", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body(VerifyInstallation(folder: folder, status: .valid, marks: [], pinned: true))
    }

    private init(folder: String, status: KeyStatus, marks: [StampMark.Kind], pinned: Bool) throws {
        self.folder = folder
        publisher = try #require(Ed25519Signer(seed: Array(repeating: 1, count: 32)))
        let device = try #require(Ed25519Signer(seed: Array(repeating: 2, count: 32)))
        let prefix = try VerifyPrefix("HTTPS://VERIFY.DUTYMARK.EXAMPLE/V/")
        let record = StampRecord(
            psdKey: try PSDKeyID("P00000042-1"), counter: 17, value: .rupees(2_62_500), time: Timestamp(1_795_500_000),
            state: try StateCode("MH"), article: try Article("5(h)(B)"))
        let stamp = SignedStamp(record: record, signature: try device.sign(record.signedForm))
        code = try StampCode.encode(stamp, prefix: prefix)
        let entry = try KeyListEntry(
            psdKey: record.psdKey, publicKey: device.publicKey, machine: MachineSerial("B700-000042"),
            licence: LicenceNumber("MH-FR-000317"), state: record.state, validFrom: Timestamp(1_795_000_000),
            status: status)
        contents = KeyListContents(
            demonstration: true, verifyPrefixes: [prefix], entries: [entry],
            marks: marks.map {
                StampMark(psdKey: record.psdKey, counter: record.counter, kind: $0, at: Timestamp(1_795_550_000))
            }, remarks: [])
        // Of an earlier publisher, which says no end.
        let list = try contents.signed(version: 3, issuedAt: Self.issuedAt, by: publisher)[0]
        face = try .stamp(
            stamp, by: device.publicKey, prefix: prefix, articleTitle: nil,
            machine: ImpressionFace.Machine(serial: entry.machine, licence: entry.licence, demonstration: true))
        try write(list.json, "public/key-list.json")
        if pinned { try write(Array((publisher.publicKey.hex + "\n").utf8), "public/publisher-key.txt") }
    }

    /// Puts a list of this version in the place of the one that is there; returns its path.
    @discardableResult
    func publish(
        _ version: UInt64, _ name: String = "public/key-list.json", validUntil: Timestamp? = nil,
        by signer: Ed25519Signer? = nil, _ certification: PublisherCertification? = nil
    ) throws -> String {
        try write(
            contents.signed(
                version: version, issuedAt: Self.issuedAt, validUntil: validUntil, certification: certification,
                by: signer ?? publisher)[0].json, name)
    }

    /// Puts a file into the folder and returns its path.
    @discardableResult
    func write(_ bytes: [UInt8], _ name: String) throws -> String {
        try Data(bytes).write(to: URL(fileURLWithPath: folder + "/" + name))
        return folder + "/" + name
    }

    /// What `dutymark verify` finds with these arguments and this data folder.
    func verify(_ arguments: String..., at now: Timestamp = issuedAt.advanced(bySeconds: 3600)) throws -> VerifyOutcome
    {
        try VerifyCommand.parse(arguments + ["--data", folder]).outcome(environment: [:], now: now)
    }

    /// What the verify page of this data folder goes by.
    func judge(at now: Timestamp = issuedAt.advanced(bySeconds: 3600)) -> VerifyJudge {
        VerifyJudge(source: PublishedFolder(folder + "/public").source, now: now)
    }
}
