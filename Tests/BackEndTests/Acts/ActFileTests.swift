import BackEnd
import DutyModel
import Foundation
import Testing

/// The file of acts beside the books: appended to, never behind what is published, and never ahead of the books.
@Suite struct ActFileTests {
    private func lines(_ story: LateStory) throws -> [Substring] {
        try String(contentsOfFile: file(story), encoding: .utf8).split(separator: "\n")
    }
    private func file(_ story: LateStory) -> String { "\(story.site.folder)/backend/\(ActFile.name)" }
    private func open(_ story: LateStory) async throws -> BackEndInstallation {
        try await BackEndInstallation.open(
            folder: "\(story.site.folder)/backend", presence: .made(nil), clock: story.site.clock)
    }

    @Test func `an operator's act is in the file when it is answered`() async throws {
        let story = try await LateStory()
        defer { story.remove() }
        try await story.operate(.block(story.device.psdKey))
        let last = try #require(try lines(story).last)
        #expect(last.contains(#""standing":"blocked""#) && last.contains(story.device.psdKey.description))
        let facts = try FileManager.default.attributesOfItem(atPath: file(story))
        #expect(facts[.posixPermissions] as? Int == 0o600)
    }

    /// Missing, empty, cut in a line, cut between lines, garbage: it is written again, and what was there is kept.
    @Test(arguments: ["missing", "empty", "torn", "short", "garbage", "changed"])
    func `a file that lost something is written again from the books`(_ damage: String) async throws {
        let story = try await LateStory()
        defer { story.remove() }
        try await story.operate(.block(story.device.psdKey))
        let whole = try String(contentsOfFile: file(story), encoding: .utf8)
        let url = URL(filePath: file(story))
        switch damage {
        case "missing": try FileManager.default.removeItem(at: url)
        case "empty": try write("", url)
        case "torn": try write(String(whole.dropLast(20)), url)
        case "short": try write(whole.split(separator: "\n").dropLast().joined(separator: "\n") + "\n", url)
        case "garbage": try write(String(repeating: "x\n", count: 50), url)
        default: try write(whole.replacingOccurrences(of: "blocked", with: "active"), url)
        }
        _ = try await open(story)
        #expect(try String(contentsOfFile: file(story), encoding: .utf8) == whole)
        let aside = FileManager.default.fileExists(atPath: file(story) + ".damaged-1")
        #expect(aside == (damage == "garbage" || damage == "changed"))
    }

    @Test func `books that were put back by hand are older than their acts, and are refused`() async throws {
        var story = try await LateStory()
        defer { story.remove() }
        try await story.backUp()
        try await story.withdraw()
        for suffix in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: "\(story.site.folder)/backend/back-end.sqlite\(suffix)")
        }
        try FileManager.default.copyItem(
            atPath: "\(story.copy)/back-end.sqlite", toPath: "\(story.site.folder)/backend/back-end.sqlite")
        await #expect(throws: DutyFailure(.booksRolledBack, "")) { try await open(story) }
        try await story.restore()
        #expect(try await story.facts().standings["P00000042-1"] == "withdrawn")
    }

    @Test func `the acts lie on another disk where they are put there, and survive the loss of the books' disk`()
        async throws
    {
        var story = try await LateStory()
        defer { story.remove() }
        let (folder, disk) = ("\(story.site.folder)/backend", "\(story.site.folder)/other-disk")
        try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: true)
        let place = ActFilePlace.file("\(disk)/acts.log")
        try await story.backUp()
        story.site.backEnd = try await BackEndInstallation.open(
            folder: folder, presence: .made(nil), clock: story.site.clock, acts: place)
        let facts = try FileManager.default.attributesOfItem(atPath: "\(disk)/acts.log")
        #expect(facts[.posixPermissions] as? Int == 0o600)
        let beside = try Data(contentsOf: URL(filePath: file(story)))
        try await story.operate(.block(story.device.psdKey))
        #expect(try Data(contentsOf: URL(filePath: file(story))) == beside, "no longer written")
        // Whoever opens the books without being told goes by the note.
        story.site.backEnd = try await open(story)
        try await story.operate(.unlock(story.device.psdKey))
        let written = try String(contentsOfFile: "\(disk)/acts.log", encoding: .utf8)
        #expect(written.split(separator: "\n").count == beside.split(separator: UInt8(ascii: "\n")).count + 2)

        try FileManager.default.removeItem(atPath: folder)
        let restored = try await BackEndBackup.restore(
            from: story.copy, to: folder, replace: false, acts: place, clock: story.site.clock)
        #expect(restored.acts >= 2 && restored.left.isEmpty && restored.actsFile == "\(disk)/acts.log")
        #expect(try ActFilePlace.noted(inFolder: folder) == place)
        #expect(!FileManager.default.fileExists(atPath: file(story)))
        story.site.backEnd = try await open(story)
        #expect(try String(contentsOfFile: "\(disk)/acts.log", encoding: .utf8).hasPrefix(written))

        _ = try await BackEndInstallation.open(
            folder: folder, presence: .made(nil), clock: story.site.clock, acts: .besideBooks)
        let all = try String(contentsOfFile: "\(disk)/acts.log", encoding: .utf8)
        #expect(try String(contentsOfFile: file(story), encoding: .utf8) == all)
        #expect(try ActFilePlace.noted(inFolder: folder) == .besideBooks)
    }

    @Test(arguments: ["another back end's", "a database", "a letter"])
    func `a file that a person named and that was never this back end's is left as it is`(_ what: String) async throws {
        let (story, other) = (try await LateStory(), try await LateStory())
        defer {
            story.remove()
            other.remove()
        }
        let path = "\(story.site.folder)/named"
        switch what {
        case "another back end's": try FileManager.default.copyItem(atPath: file(other), toPath: path)
        case "a database":
            try FileManager.default.copyItem(atPath: "\(story.site.folder)/backend/back-end.sqlite", toPath: path)
        default: try Data("Dear clerk".utf8).write(to: URL(filePath: path))
        }
        let before = try Data(contentsOf: URL(filePath: path))
        await #expect(throws: DutyFailure(.dataForeign, "")) {
            _ = try await BackEndInstallation.open(
                folder: "\(story.site.folder)/backend", presence: .made(nil), clock: story.site.clock,
                acts: .file(path))
        }
        #expect(try Data(contentsOf: URL(filePath: path)) == before)
        #expect(!FileManager.default.fileExists(atPath: path + ".damaged-1"))
        // Nothing of the mistake is left.
        _ = try await open(story)
    }

    @Test(arguments: ["exchanged", "cut", "gone"])
    func `a file that is taken away from a running back end is whole again with the next act`(_ what: String)
        async throws
    {
        let (story, other) = (try await LateStory(), try await LateStory())
        defer {
            story.remove()
            other.remove()
        }
        let url = URL(filePath: file(story))
        switch what {
        case "exchanged":
            try FileManager.default.removeItem(at: url)
            try FileManager.default.copyItem(atPath: file(other), toPath: file(story))
        case "cut": try FileHandle(forWritingTo: url).truncate(atOffset: 100)
        default: try FileManager.default.removeItem(at: url)
        }
        try await story.operate(.block(story.device.psdKey))
        let written = try String(contentsOf: url, encoding: .utf8)
        try FileManager.default.removeItem(at: url)
        _ = try await open(story)
        #expect(try String(contentsOf: url, encoding: .utf8) == written)
    }

    @Test func `what the acts can't take yet is announced all the same, and a question needs no act`() async throws {
        let story = try await LateStory()
        defer { story.remove() }
        let operators = story.site.backEnd.operators
        var heard = story.site.backEnd.publishedChanges.stream().makeAsyncIterator()
        _ = await heard.next()
        // A folder in the file's place can't be written, whoever runs this.
        try FileManager.default.removeItem(atPath: file(story))
        try FileManager.default.createDirectory(atPath: file(story), withIntermediateDirectories: false)
        await #expect(throws: DutyFailure.self) { _ = try await operators.answer(.retire(story.device.psdKey)) }
        #expect(await heard.next() != nil)
        guard case .devices(let lines) = try await operators.answer(.devices(nil)) else { return }
        #expect(lines.map(\.standing) == ["retired"])
    }

    @Test func `an operator's act that the books hold and the file can't is told as done, and is written later`()
        async throws
    {
        guard let disk = try SmallDisk(mebibytes: 4) else { return }
        defer { disk.remove() }
        var story = try await LateStory()
        defer { story.remove() }
        let folder = "\(story.site.folder)/backend"
        story.site.backEnd = try await BackEndInstallation.open(
            folder: folder, presence: .made(nil), clock: story.site.clock, acts: .file("\(disk.folder)/acts.log"))
        try disk.fill()
        let (operators, customer) = (story.site.backEnd.operators, story.site.customer)
        let before = try await story.site.backEnd.enrolment.funds(of: customer)
        // The file's last block has room for some acts.
        var told: DutyFailure?
        var booked: Int64 = 0
        while told == nil, booked < 200 {
            booked += 1
            do throws(DutyFailure) {
                _ = try await operators.answer(.deposit(customer, .rupees(1), challan: "LATE-\(booked)"))
            } catch {
                told = error
            }
        }
        #expect(told?.code == .dataFull && told?.outcome == .done, "\(String(describing: told))")
        #expect(told?.message.contains("\(disk.folder)/acts.log") == true, "\(String(describing: told))")
        let held = try await story.site.backEnd.enrolment.funds(of: customer)
        #expect(held == .rupees(before.count / 100 + booked))
        disk.makeRoom()
        _ = try await operators.answer(.deposit(customer, .rupees(1), challan: "LATER"))
        let written = try String(contentsOfFile: "\(disk.folder)/acts.log", encoding: .utf8)
        #expect(written.contains("LATE-\(booked)") && written.contains("LATER"))
    }

    @Test(arguments: ["", "x", "relative\n", "/two\n/lines\n", "/zero\0\n"])
    func `a note that names no place is none`(_ text: String) async throws {
        let story = try await LateStory()
        defer { story.remove() }
        let folder = "\(story.site.folder)/backend"
        try Data(text.utf8).write(to: URL(filePath: "\(folder)/acts-place"))
        #expect(try ActFilePlace.noted(inFolder: folder) == .besideBooks)
        _ = try await open(story)
    }

    @Test func `a restore that is given acts which are not there does nothing`() async throws {
        let story = try await LateStory()
        defer { story.remove() }
        try await story.backUp()
        await #expect(throws: DutyFailure(.fileUnreadable, "")) {
            try await BackEndBackup.restore(
                from: story.copy, to: "\(story.site.folder)/backend", replace: true, actsFile: "/nowhere/acts.log",
                clock: story.site.clock)
        }
        _ = try await open(story)
    }

    private func write(_ text: String, _ url: URL) throws {
        let handle = try FileHandle(forWritingTo: url)
        try handle.truncate(atOffset: 0)
        try handle.write(contentsOf: Data(text.utf8))
        try handle.close()
    }
}
