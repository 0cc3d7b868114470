import Foundation
import ProgramRunning
import Testing

/// Base, tablet and back end as processes of three users: what the tablet must not see it cannot see.
@Suite("Parts apart", .enabled(if: SeparateUsers.isPossible, "needs root, to run the parts as separate users"))
struct PartsTests {
    @Test("three processes of three users refill, frank and upload; the tablet's user cannot open the key")
    func apart() async throws {
        try await withPlace { system in
            let users = try await SeparateUsers(system)
            let place = users.place
            let backEnd = try users.start(
                ["backend", "serve"], as: SeparateUsers.backEnd, ready: "Dutymark back end is ready.")
            let base = try users.start(
                ["machine", "run", "--part", "base"], as: SeparateUsers.base, ready: "Dutymark machine is ready.")
            let tablet = try users.start(
                ["machine", "run", "--part", "tablet", "--port", "\(place.port)"], as: SeparateUsers.tablet,
                ready: "Dutymark machine is ready.")

            try await place.done("refill", "--amount", "5000")
            try await place.done("frank", "--amount", "500", "--instrument", "4", "--output", place.file("a.pdf"))
            try await place.done("upload")
            let status = try await place.status()
            #expect(status.registers == .init(ascending: 50_000, descending: 450_000, controlTotal: 500_000))
            #expect(status.outbox.unsent == 0)
            try await place.books.expectSound("with the parts apart")
            let page = try await Program.tool("curl", ["-sS", place.page + "/"])
            #expect(page.output.contains("4,500.00"), "\(page)")

            try await expectBaseClosed(to: SeparateUsers.tablet, users)
            try await expectBaseClosed(to: SeparateUsers.backEnd, users)
            for process in [tablet, backEnd] { try expectNothingOpen(of: "/base", in: process, place) }
            for process in [tablet, base] { try expectNothingOpen(of: "/backend", in: process, place) }
            try expectNothingOpen(of: "/tablet", in: base, place)

            for process in [tablet, base, backEnd] {
                let start = ContinuousClock.now
                #expect(process.stop() == 0)
                #expect(.now - start < .seconds(5))
            }
        }
    }

    @Test("a part that runs keeps the whole system, and itself, from starting a second time")
    func locked() async throws {
        try await withPlace { system in
            let place = system.place
            try await system.start()
            for words in [["backend", "serve"], ["machine", "run", "--part", "base"], ["machine", "run"]] {
                let second = try await Program.run(words + ["--data", place.data])
                #expect(second.status == 1 && second.errors.contains("[data_in_use]"), "\(words): \(second)")
            }
        }
    }

    /// Tries to open every path of the base as this user.
    private func expectBaseClosed(to user: SeparateUsers.User, _ users: SeparateUsers) async throws {
        let found = try await Program.tool("find", [users.place.data + "/base"])
        let paths = found.output.split(separator: "\n").map(String.init)
        #expect(paths.contains { $0.contains("/keys/") }, "no key was found, so nothing was shown: \(found)")
        let line =
            "for path; do if head -c 1 \"$path\" >/dev/null 2>&1 || ls \"$path\" >/dev/null 2>&1; then echo \"$path\"; fi; done"
        let opened = try await users.shell(line, paths, as: user)
        #expect(opened.output.isEmpty, "user \(user.number) can open \(opened)")
        for key in paths where key.contains("/keys/") {
            let read = try await users.shell("cat \"$1\"", [key], as: user)
            #expect(read.status != 0 && read.output.isEmpty && read.errors.contains("Permission denied"), "\(read)")
        }
        // The same words do open what is this user's own, so they are no empty test.
        let own = try await users.shell(line, [users.place.data + "/public/key-list.json"], as: user)
        #expect(!own.output.isEmpty)
    }

    private func expectNothingOpen(
        of part: String, in process: StartedProgram, _ place: SystemPlace, _ location: SourceLocation = #_sourceLocation
    ) throws {
        let folder = "/proc/\(process.processID)/fd"
        let files = FileManager.default
        let open = try files.contentsOfDirectory(atPath: folder).compactMap {
            try? files.destinationOfSymbolicLink(atPath: folder + "/" + $0)
        }
        #expect(open.count > 5, "hardly a file is open, so nothing was shown", sourceLocation: location)
        #expect(open.filter { $0.hasPrefix(place.data + part) } == [], sourceLocation: location)
    }
}
