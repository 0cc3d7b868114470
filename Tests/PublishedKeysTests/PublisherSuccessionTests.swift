import DutyModel
import Foundation
import LocalSystem
import PublishedKeys
import Signing
import Testing

/// A publisher's key that is followed by another, for the folders and readers that knew the one before.
@Suite struct PublisherSuccessionTests {
    private func texts(_ lists: [KeyList]) throws -> [[UInt8]] { try lists.map { (list) throws in try list.json } }

    /// A folder that knows the first publisher's key, its publisher, the one that follows it, and what both say of the root.
    private func with(
        _ body: (_ folder: PublishedFolder, _ first: FolderSample, _ second: FolderSample) throws -> Void
    ) throws {
        try FolderSample.with { first in
            try body(first.folder, first, FolderSample(first.root, seed: 8))
        }
    }

    @Test func `a folder that pins the key alone takes over the root with a list, and follows the key that comes next`()
        throws
    {
        try with { folder, first, second in
            try folder.write(first.lists(version: 7))
            #expect(try folder.source.trust()?.root == nil)
            let before = try first.certification(number: 1, words: [first])
            #expect(try folder.receive(texts(first.lists(version: 8, before))).version == 8)
            let root = try FolderSample.root().root
            #expect(try folder.source.trust()?.root == root && folder.source.load().root == root)

            // Its numbers begin anew; older readers find the new key where they look for it.
            let after = try second.certification(number: 2, words: [first])
            #expect(try folder.receive(texts(second.lists(version: 3, after))).version == 3)
            #expect(try folder.source.pinnedPublisher() == second.key && folder.heldVersion == 3)
            #expect(folder.holds(try second.lists(version: 3, after)))

            // The old key is worth nothing any more, whatever version it signs, also where its list is put there by hand.
            for version: UInt64 in [4, 9, 1_000_000] {
                let stolen = try first.lists(version: version, before)
                #expect(FolderSample.code { _ = try folder.receive(texts(stolen)) } == .keyListRolledBack)
                #expect(FolderSample.code { try folder.write(stolen) } == .keyListBad)
                try AtomicFile.write(stolen[0].json, to: folder.file(of: .third), mode: 0o644)
                #expect(FolderSample.code { _ = try folder.source.load() } == .keyListRolledBack)
                let given = KeyListSource(
                    listFiles: [folder.file(of: .third)], publisherFile: folder.publisherFile,
                    trustFile: folder.trustFile,
                    isGiven: true)
                #expect(FolderSample.code { _ = try given.load() } == .keyListRolledBack)
                #expect(try folder.receive(texts(second.lists(version: version, after))).version == version)
            }
        }
    }

    @Test func `a folder that missed the old key's last lists still finds its word in the new one's`() throws {
        try with { folder, first, second in
            try folder.write(first.lists(version: 7))
            let unnamed = try second.certification(number: 2, words: [second])
            #expect(
                FolderSample.code { _ = try folder.receive(texts(second.lists(version: 8, unnamed))) } == .keyListBad)
            let named = try second.certification(number: 2, words: [first, second])
            #expect(try folder.receive(texts(second.lists(version: 8, named))).version == 8)
            #expect(try folder.source.trust()?.root == FolderSample.root().root)
        }
    }

    @Test func `a root that is pinned by hand counts from then on, and no other in its place`() throws {
        try with { folder, first, second in
            try folder.write(first.lists(version: 7))
            let root = try FolderSample.root().root
            try folder.pin(root)
            // Nothing vouches for the list that is there: its key was never certified here.
            #expect(FolderSample.code { _ = try folder.source.load() } == .keyListBad)
            #expect(try folder.receive(texts(second.lists(version: 8, second.certification(number: 2)))).version == 8)
            try folder.pin(root)
            #expect(folder.heldVersion == 8)
            let other = try FolderSample.root(seeds: [111, 112, 113]).root
            #expect(FolderSample.code { try folder.pin(other) } == .serviceRootPinned)
        }
        try with { folder, first, _ in
            // A list that the root vouches for is the newest that was seen.
            let lists = try first.lists(version: 7, first.certification(number: 1))
            try folder.write(first.lists(version: 6))
            try AtomicFile.write(lists[0].json, to: folder.file(of: .third), mode: 0o644)
            try folder.pin(try FolderSample.root().root)
            #expect(try folder.source.trust()?.version == 7 && folder.heldVersion == 7)
        }
    }

    @Test func `a list is never read back to a version before the one that was seen, also after the file was lost`()
        throws
    {
        try with { folder, first, _ in
            try folder.write(first.lists(version: 9))
            for format in KeyListFormat.published {
                try FileManager.default.removeItem(atPath: folder.file(of: format))
            }
            #expect(FolderSample.code { _ = try folder.receive(texts(first.lists(version: 8))) } == .keyListRolledBack)
            let old = try first.lists(version: 8)
            for list in old { try AtomicFile.write(list.json, to: folder.file(of: list.format), mode: 0o644) }
            #expect(FolderSample.code { _ = try folder.source.load() } == .keyListRolledBack)
            #expect(try folder.receive(texts(first.lists(version: 9))).version == 9)
        }
    }

    @Test func `what says whom to believe is put back where it was lost, and refused where it is damaged`() throws {
        try with { folder, first, _ in
            let lists = try first.lists(version: 9, first.certification(number: 1, words: [first]))
            try folder.write(lists)
            for file in [folder.trustFile, folder.publisherFile] {
                try FileManager.default.removeItem(atPath: file)
                #expect(!folder.holds(lists) && folder.heldVersion == 9)
                try folder.write(lists)
                #expect(folder.holds(lists))
            }
            for damage in ["", "{", "{}", #"{"version": 9}"#] {
                try AtomicFile.write(Array(damage.utf8), to: folder.trustFile, mode: 0o644)
                #expect(FolderSample.code { _ = try folder.source.load() } == .keyListBad, "\(damage)")
                try folder.write(lists)
                #expect(folder.holds(lists))
            }
        }
    }

    @Test func `another folder is taken over with whom it believes`() throws {
        try with { folder, first, _ in
            let lists = try first.lists(version: 9, first.certification(number: 1, words: [first]))
            try folder.write(lists)
            let machine = PublishedFolder(first.root + "/machine/public")
            try machine.copy(folder)
            #expect(try machine.holds(lists) && machine.source.trust() == folder.source.trust())
        }
    }

    @Test
    func `a reader remembers what it saw, apart from the folder, and one list that is given changes nothing of it`()
        throws
    {
        try with { folder, first, second in
            let memory = KeyListMemory(first.root + "/seen.json")
            func check(_ source: KeyListSource? = nil) -> FailureCode? {
                FolderSample.code { _ = try (source ?? folder.source).load(remembering: memory) }
            }
            /// The folder as whoever may write to it makes it: with a pin and lists of his choice.
            func put(_ lists: [KeyList], pinning key: PublicKeyBytes) throws {
                try? FileManager.default.removeItem(atPath: folder.path)
                try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
                for list in lists { try AtomicFile.write(list.json, to: folder.file(of: list.format), mode: 0o644) }
                try AtomicFile.write(Array(key.hex.utf8), to: folder.publisherFile, mode: 0o644)
            }
            let words = try first.certification(number: 1, words: [first])
            try put(first.lists(version: 7, words), pinning: first.key)
            #expect(check() == nil)
            let seen = FileManager.default.contents(atPath: memory.path)
            try put(first.lists(version: 6, words), pinning: first.key)
            #expect(check() == .keyListRolledBack)
            let given = KeyListSource(
                listFiles: [folder.file(of: .third)], publisherFile: folder.publisherFile, isGiven: true)
            #expect(check(given) == nil)
            #expect(FileManager.default.contents(atPath: memory.path) == seen)

            // Whoever finds nothing but the key pinned needs its word for the root of another one.
            try put(second.lists(version: 3, second.certification(number: 2)), pinning: first.key)
            #expect(check() == .keyListBad)
            try put(second.lists(version: 3, second.certification(number: 2, words: [first])), pinning: first.key)
            #expect(check() == nil)
            try put(first.lists(version: 1_000, words), pinning: first.key)
            #expect(check() == .keyListRolledBack && check(given) == .keyListRolledBack)
            // Another publisher's numbers are its own.
            let stranger = try FolderSample(first.root, seed: 9)
            try put(stranger.lists(version: 1), pinning: stranger.key)
            #expect(check() == nil)

            try AtomicFile.write(Array("{".utf8), to: memory.path, mode: 0o644)
            #expect(check() == .dataMalformed)
        }
    }
}
