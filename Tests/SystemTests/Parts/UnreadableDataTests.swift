import Foundation
import ProgramRunning
import Testing

/// What a part's user may not read is told as that, never as lost; once it is given back, everything is as before.
@Suite(.enabled(if: SeparateUsers.isPossible, "needs root, to run the parts as separate users"))
struct UnreadableDataTests {
    @Test func `what may not be read is never told as lost, and is as before once it is given back`() async throws {
        try await withPlace { system in
            let users = try await SeparateUsers(system)
            let place = users.place
            let whole = try contents(of: place)
            let paths = try FileManager.default.subpathsOfDirectory(atPath: place.data).sorted()
            var told = 0
            for path in paths where !path.hasSuffix(".sock") && path != "lock" {
                let part = Part(of: path)
                // What SQLite keeps beside a database goes when a part ends.
                guard FileManager.default.fileExists(atPath: "\(place.data)/\(path)") else { continue }
                let kept = try Taken("\(place.data)/\(path)")
                let answer = try await answer(of: part, users)
                try kept.giveBack()
                guard answer.status != 0 else { continue }
                told += 1
                // A lock is opened for writing alone.
                let code = path.hasSuffix("/lock") ? "[data_read_only]" : "[file_unreadable]"
                #expect(answer.errors.contains(code), "\(path): \(answer)")
                guard !path.hasSuffix("/lock") else { continue }
                #expect(answer.errors.contains("to the user \(part.user.number), who runs"), "\(path): \(answer)")
            }
            #expect(told > 20, "nearly nothing was needed, so nothing was shown")
            let made = Set(try contents(of: place).keys).subtracting(whole.keys)
            #expect(made == [], "something was made")
            for (path, bytes) in whole where Self.lasting.contains(where: path.hasSuffix) {
                #expect(try contents(of: place)[path] == bytes, "\(path) was changed")
            }
            for part in Part.all { try await expectStart(of: part, users) }
        }
    }

    @Test func `what root restores and inserts belongs to the users who run the parts`() async throws {
        try await withPlace { system in
            let users = try await SeparateUsers(system)
            let place = users.place
            let copy = place.file("backup")
            try await place.operated("backup", "--output", copy)
            try await place.operated("restore", "--from", copy, "--replace")
            try await place.done("insert-psd", "--serial", "97000001")
            for (folder, user) in [("backend", SeparateUsers.backEnd), ("base", SeparateUsers.base)] {
                let found = try await Program.tool("find", [place.data + "/" + folder, "!", "-uid", "\(user.number)"])
                #expect(found.status == 0 && found.output.isEmpty, "\(folder): \(found)")
            }
            for part in [Part.backEnd, .base] { try await expectStart(of: part, users) }
        }
    }

    /// What no start writes again.
    private static let lasting = [".key", "-key.pem", "installation.json", "record.json", "ports.json", "psd-serial"]

    /// A part of the system and the user who runs it.
    private struct Part {
        let words: [String]
        let ready: String
        let user: SeparateUsers.User

        static let backEnd = Part(
            words: ["backend", "serve"], ready: "Dutymark back end is ready.", user: SeparateUsers.backEnd)
        static let base = Part(
            words: ["machine", "run", "--part", "base"], ready: "Dutymark machine is ready.", user: SeparateUsers.base)
        static let tablet = Part(
            words: ["machine", "run", "--part", "tablet"], ready: "Dutymark machine is ready.",
            user: SeparateUsers.tablet)
        static let all = [backEnd, base, tablet]

        init(words: [String], ready: String, user: SeparateUsers.User) {
            (self.words, self.ready, self.user) = (words, ready, user)
        }

        /// The one that reads this path of the data folder.
        init(of path: String) {
            self = path.hasPrefix("base") ? .base : path.hasPrefix("tablet") ? .tablet : .backEnd
        }
    }

    /// Starts the part and ends it once it is ready; how it ended before that where it did.
    private func answer(of part: Part, _ users: SeparateUsers) async throws -> ProgramAnswer {
        try await users.run(
            part.words + (part.words.contains("tablet") ? ["--port", "\(users.place.port)"] : []), as: part.user,
            until: part.ready)
    }

    private func expectStart(of part: Part, _ users: SeparateUsers) async throws {
        let answer = try await answer(of: part, users)
        #expect(answer.status == 0, "\(part.words): \(answer)")
    }

    private func contents(of place: SystemPlace) throws -> [String: Data] {
        var found: [String: Data] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: place.data)
        where !path.contains("outbox.sqlite-") && !path.contains("back-end.sqlite-") && !path.hasSuffix(".sock")
            && !path.hasSuffix(".prom")
        {
            found[path] = FileManager.default.contents(atPath: "\(place.data)/\(path)") ?? Data()
        }
        return found
    }
}

/// A file or folder that belongs to root alone for a while.
private struct Taken {
    private let path: String
    private var facts = stat()

    init(_ path: String) throws {
        self.path = path
        guard stat(path, &facts) == 0, chown(path, 0, 0) == 0, chmod(path, facts.st_mode & 0o700) == 0 else {
            throw RunFailure("\(path) could not be taken")
        }
    }

    /// Where a part put another file in its place, that one is the part's already.
    func giveBack() throws {
        guard FileManager.default.fileExists(atPath: path) else { return }
        guard chown(path, facts.st_uid, facts.st_gid) == 0, chmod(path, facts.st_mode & 0o7777) == 0 else {
            throw RunFailure("\(path) could not be given back")
        }
    }
}
