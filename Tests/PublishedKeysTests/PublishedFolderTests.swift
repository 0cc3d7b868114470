import DutyModel
import Exchanges
import Foundation
import LocalSystem
import PublishedKeys
import Signing
import Testing

@Suite struct PublishedFolderTests {
    @Test func `a start never takes a right away from readers, and gives back those that they need`() throws {
        try FolderSample.with { sample in
            let path = sample.folder.path
            for (before, after) in [(0o700, 0o755), (0o711, 0o755), (0o755, 0o755), (0o2775, 0o2775), (0o777, 0o777)] {
                try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
                #expect(chmod(path, mode_t(before)) == 0)
                try sample.folder.write(sample.lists(version: 1))
                #expect(try FolderSample.mode(path) == after)
                try FileManager.default.removeItem(atPath: path)
            }
            try sample.folder.write(sample.lists(version: 1))
            #expect(try FolderSample.mode(path) == 0o755)
            for name in ["key-list.json", "key-list-3.json", "publisher-key.txt", "publisher.json"] {
                #expect(try FolderSample.mode("\(path)/\(name)") == 0o644)
            }
        }
    }

    @Test func `both forms lie beside each other under one version, and the newest is read`() throws {
        try FolderSample.with { sample in
            let lists = try sample.lists(version: 7, remarked: true)
            try sample.folder.write(lists)
            #expect(sample.folder.holds(lists))
            let older = KeyListSource(
                listFiles: [sample.folder.path + "/key-list.json"], publisherFile: sample.folder.publisherFile)
            let (new, old) = (try sample.folder.source.load(), try older.load())
            #expect(new.list.format == .third && new.list.remarks.count == 1 && new.publisherPinned)
            #expect(old.list.format == .second && old.list.remarks == [])
            #expect(new.list.version == 7 && old.list.version == 7 && new.list.issuedAt == old.list.issuedAt)
        }
    }

    @Test func `a publisher that knows only the earlier form is heard where its list is newer`() throws {
        try FolderSample.with { sample in
            try sample.folder.write(sample.lists(version: 7))
            try AtomicFile.write(sample.lists(version: 8)[1].json, to: sample.folder.file(of: .second), mode: 0o644)
            #expect(try sample.folder.source.load().list.version == 8)
            try FileManager.default.removeItem(atPath: sample.folder.file(of: .third))
            #expect(try sample.folder.source.load().list.version == 8)
        }
    }

    @Test func `a newest form that can't be believed is never passed over for an earlier one`() throws {
        try FolderSample.with { sample in
            try sample.folder.write(sample.lists(version: 7))
            for damage in [[], Array("{}".utf8), Array(try sample.lists(version: 7)[0].json.dropLast(9))] {
                try AtomicFile.write(damage, to: sample.folder.file(of: .third), mode: 0o644)
                #expect(FolderSample.code { _ = try sample.folder.source.load() } == .keyListBad)
                #expect(sample.folder.heldVersion == nil)
            }
        }
    }

    @Test func `what is fetched replaces what is held only where it is newer, whole and the pinned publisher's`() throws
    {
        try FolderSample.with { sample in
            try sample.folder.write(sample.lists(version: 7))
            let stranger = try FolderSample(sample.root, seed: 9)
            let newer = try sample.lists(version: 8).map { (list) throws in try list.json }
            let refused: [[[UInt8]]] = [
                try sample.lists(version: 7).map { (list) throws in try list.json },
                try sample.lists(version: 6).map { (list) throws in try list.json },
                try stranger.lists(version: 8).map { (list) throws in try list.json },
                [newer[0], try sample.lists(version: 9)[1].json],
                [newer[0], Array(newer[1].dropLast(2))], [], [[]],
            ]
            for (number, texts) in refused.enumerated() {
                #expect(FolderSample.code { _ = try sample.folder.receive(texts) } == .keyListBad, "\(number)")
                #expect(sample.folder.holds(try sample.lists(version: 7)), "\(number)")
            }
            #expect(try sample.folder.receive(newer).version == 8)
            #expect(sample.folder.holds(try sample.lists(version: 8)))
        }
    }

    @Test func `a damaged list is replaced by one that is fetched; without a pinned publisher nothing is`() throws {
        try FolderSample.with { sample in
            try sample.folder.write(sample.lists(version: 7))
            try AtomicFile.write([], to: sample.folder.file(of: .third), mode: 0o644)
            let texts = try sample.lists(version: 8).map { (list) throws in try list.json }
            #expect(try sample.folder.receive(texts).version == 8)
            try FileManager.default.removeItem(atPath: sample.folder.publisherFile)
            let newer = try sample.lists(version: 9).map { (list) throws in try list.json }
            #expect(FolderSample.code { _ = try sample.folder.receive(newer) } == .keyListBad)
            #expect(sample.folder.heldVersion == 8)
        }
    }

    @Test func `another publisher's folder is left alone`() throws {
        try FolderSample.with { sample in
            try sample.folder.write(sample.lists(version: 7))
            let stranger = try FolderSample(sample.root, seed: 9)
            #expect(FolderSample.code { try stranger.folder.write(stranger.lists(version: 8)) } == .keyListBad)
            #expect(sample.folder.holds(try sample.lists(version: 7)))
            try AtomicFile.write(Array("garbage".utf8), to: sample.folder.publisherFile, mode: 0o644)
            try sample.folder.write(sample.lists(version: 8))
            #expect(try sample.folder.source.load().publisherPinned)
        }
    }
}

/// A folder of published lists, and a publisher.
struct FolderSample {
    /// The service root of the publisher's installation.
    static func root(seeds: [UInt8] = [101, 102, 103]) throws -> RootSigners {
        let signers = try seeds.map { try #require(Ed25519Signer(seed: Array(repeating: $0, count: 32))) }
        return RootSigners(root: try ServiceRoot(generation: 1, keys: signers.map(\.publicKey)), signers: signers)
    }

    let root: String
    let folder: PublishedFolder
    private let publisher: Ed25519Signer

    init(_ root: String, seed: UInt8 = 1) throws {
        self.root = root
        folder = PublishedFolder(root + "/public")
        publisher = try #require(Ed25519Signer(seed: Array(repeating: seed, count: 32)))
    }

    static func with(_ body: (FolderSample) throws -> Void) throws {
        let root = FileManager.default.temporaryDirectory.path + "/dutymark-public-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: root) }
        try body(FolderSample(root))
    }

    /// How the root vouches for this publisher, and what publishers said of it.
    func certification(number: UInt64, words: [FolderSample] = []) throws -> PublisherCertification {
        let root = try Self.root()
        return PublisherCertification(
            root: root.root,
            certificate: try root.certify(
                publisher.publicKey, for: .publisher, number: number, from: Timestamp(1_790_000_000),
                until: Timestamp(1_900_000_000)),
            handovers: try words.map { try .signed(naming: root.root, by: $0.publisher) })
    }

    /// The publisher's key.
    var key: PublicKeyBytes { publisher.publicKey }

    /// A list of one key in both forms.
    func lists(
        version: UInt64, remarked: Bool = false, _ certification: PublisherCertification? = nil
    ) throws -> [KeyList] {
        let key = try PSDKeyID("P00000042-1")
        let device = try #require(Ed25519Signer(seed: Array(repeating: 2, count: 32)))
        let entry = try KeyListEntry(
            psdKey: key, publicKey: device.publicKey, machine: MachineSerial("B700-000042"),
            licence: LicenceNumber("MH-FR-000317"), state: StateCode("MH"), validFrom: Timestamp(1_795_000_000))
        let remark = try KeyListRemark(
            psdKey: key, firstCounter: 3, kind: .underExamination, since: Timestamp(1_795_500_000))
        return try KeyListContents(
            demonstration: true, verifyPrefixes: [VerifyPrefix("HTTPS://VERIFY.DUTYMARK.EXAMPLE/V/")],
            entries: [entry], marks: [], remarks: remarked ? [remark] : []
        ).signed(
            version: version, issuedAt: Timestamp(1_795_600_000),
            validUntil: certification == nil ? nil : Timestamp(1_796_200_000), certification: certification,
            by: publisher)
    }

    static func mode(_ path: String) throws -> Int {
        let facts = try FileManager.default.attributesOfItem(atPath: path)
        return try #require(facts[.posixPermissions] as? NSNumber).intValue
    }

    static func code(_ body: () throws -> Void) -> FailureCode? {
        do {
            try body()
            return nil
        } catch {
            return (error as? DutyFailure)?.code
        }
    }
}
