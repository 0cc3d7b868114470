import Foundation
import ProgramRunning
import Testing

/// A folder of the program before there were service roots, taken over by this one.
///
/// `Fixtures/folder-before-roots.tar.gz` holds what “dutymark up” of that program left after a refill, three impressions, of
/// which the last was never uploaded, and a spoiled print; beside it lie the codes of the stamps. Its keys are of that folder
/// alone.
@Suite("A folder that is carried over") struct CarriedOverTests {
    @Test("its stamps still verify, its base is given a root, and the machine goes on where it was")
    func goesOn() async throws {
        try await withPlace { system in
            let place = system.place
            let codes = try await unpack(at: place)
            #expect(codes.count == 3)
            try await system.start()
            for code in codes {
                let answer = try await place.verify("--code", code)
                #expect(answer.status == 0 && answer.output.contains("Genuine"), "\(answer)")
            }
            let before = try await place.status()
            #expect(before.itemCount == 3)
            #expect(before.registers == .init(ascending: 1_800, descending: 98_200, controlTotal: 100_000))
            // The days of its last inspection and upload are long over when this runs.
            try await place.done("upload")
            try await place.done("audit")
            let after = try await place.status()
            #expect(after.lock == nil && after.outbox.unsent == 0, "\(after)")
            #expect(try await place.devices().first?.serviceRoot == root(of: place))
            try await place.done("refill", "--amount", "500")
            try await place.done("frank", "--amount", "7", "--instrument", "4", "--output", place.file("new.png"))
            #expect(try await place.verify("--image", place.file("new.png")).status == 0)
            try await place.done("upload")
            try await place.done("audit")
            #expect(try await place.books.number("SELECT demonstration FROM books_kind") == 1)
            try await place.books.expectSound("after the folder was carried over")

            // A next life takes the newest form of a licence.
            try await place.done("withdraw", "--yes")
            try await place.done("next-life")
            let waiting = try await place.status()
            let (key, device) = (try #require(waiting.keyToPermit), try #require(waiting.deviceToPermit))
            try await place.operated(
                "license", "--psd", device, "--public-key", key, "--machine", try #require(waiting.machine),
                "--licence",
                "DEMO-MH-1", "--state", "MH")
            try await place.until("the device has its licence") { try await place.machine("audit").status == 0 }
            let licence = FileManager.default.contents(atPath: place.data + "/base/keys/psd-life-2.licence")
            #expect(licence.map { String(decoding: $0, as: UTF8.self) }?.contains(#""demonstration":true"#) == true)
            for code in codes {
                let answer = try await place.verify("--code", code)
                #expect(answer.output.contains("Genuine"), "\(answer)")
            }
        }
    }

    /// `Fixtures/folder-before-exchanges.tar.gz` is of the program before values had one description: books in version 19 of
    /// their schema, with JSON and the first binary form in them. Its device was withdrawn, licensed anew, blocked and
    /// unlocked; it made two impressions in its first life, of which one is spoiled, and three in its second, of which the
    /// last was never uploaded.
    @Test("books and journal of before there was one form of values are read, hold, and go on")
    func readsWhatWasStoredBefore() async throws {
        try await withPlace { system in
            let place = system.place
            let codes = try await unpack("folder-before-exchanges", at: place)
            #expect(codes.count == 5)
            try await system.start()
            try await place.books.expectSound("before anything was changed")
            let before = try await place.status()
            #expect(before.itemCount == 5)
            #expect(before.registers == .init(ascending: 103_400, descending: 66_600, controlTotal: 170_000))
            for code in codes {
                let answer = try await place.verify("--code", code)
                #expect(answer.output.contains("Genuine"), "\(answer)")
            }
            // The days of its last inspection and upload are long over when this runs.
            try await place.done("upload")
            try await place.done("audit")
            let after = try await place.status()
            #expect(after.lock == nil && after.outbox.unsent == 0, "\(after)")
            let key = try #require(try await place.devices().first { $0.psdKey.hasSuffix("-2") }?.psdKey)
            try await place.operated("block", "--psd", key)
            try await place.done("audit")
            try await place.operated("unlock", "--psd", key)
            try await place.done("audit")
            try await place.done("refill", "--amount", "500")
            try await place.done("frank", "--amount", "7", "--instrument", "4", "--output", place.file("new.png"))
            try await place.done("upload")
            #expect(try await place.verify("--image", place.file("new.png")).status == 0)
            try await place.done("withdraw", "--yes")
            try await place.books.expectSound("after the folder was carried over")
        }
    }

    /// The codes of the stamps that the folder's machine made.
    private func unpack(_ name: String = "folder-before-roots", at place: SystemPlace) async throws -> [String] {
        let archive = try #require(Bundle.module.url(forResource: "Fixtures/\(name)", withExtension: "tar.gz"))
        let answer = try await Program.tool("tar", ["-xzf", archive.path, "-C", place.folder.path])
        guard answer.status == 0 else { throw RunFailure("\(answer)") }
        return try String(contentsOfFile: place.file("codes.txt"), encoding: .utf8).split(separator: "\n").map(
            String.init)
    }

    private func root(of place: SystemPlace) async throws -> String {
        struct Root: Decodable { let fingerprint: String }
        return try await place.operated("root", "--json").json(Root.self).fingerprint
    }
}
