import Foundation
import ProgramRunning
import Testing

/// Data folders in which a system cannot run: each is refused with its code, nothing is made or changed, and nothing hangs.
@Suite("Bad data folders")
struct DataFolderTests {
    @Test("a second system on the same folder is refused and told who uses it; the first goes on")
    func inUse() async throws {
        try await withSystem { system in
            let place = system.place
            let other = try FreePort.find()
            let second = try await Program.run(["up", "--data", place.data, "--port", "\(other)"])
            expect(second, "data_in_use")
            let process = await system.processID
            #expect(second.errors.contains("\(process)"), "\(second)")
            try await place.done("refill", "--amount", "1")
        }
    }

    @Test("a taken port is refused, and the system starts once it is free")
    func portTaken() async throws {
        try await withSystem { system in
            let folder = system.place.file("another")
            let second = try await Program.run(["up", "--data", folder, "--port", "\(system.place.port)"])
            expect(second, "port_taken")
        }
    }

    @Test("a service whose port was taken since it was picked ends the start, and does not leave it half up")
    func servicePortTaken() async throws {
        try await withPlace { system in
            let place = system.place
            try await system.start()
            await system.stop()
            // Both ports are free when they are looked at; the second service finds its own taken by the first.
            let book = place.data + "/ports.json"
            let whole = try String(contentsOfFile: book, encoding: .utf8)
            let ports = try CertificateClient.ports(place)
            let doubled = whole.replacingOccurrences(
                of: "\(ports["funds"] ?? 0)", with: "\(ports["transactions"] ?? 0)")
            #expect(doubled != whole)
            try doubled.write(toFile: book, atomically: true, encoding: .utf8)
            let answer = try await Program.tool("timeout", ["-s", "KILL", "60", Program.dutymark.path] + place.up)
            // The web framework may complain first of the listeners that were told to end.
            #expect(answer.status == 1 && answer.errors.hasSuffix("[port_taken]\n"), "\(answer)")
            #expect(!answer.output.contains("ready"), "\(answer)")
            try whole.write(toFile: book, atomically: true, encoding: .utf8)
            try await system.start()
        }
    }

    @Test("a folder of a newer version is left alone")
    func newerVersion() async throws {
        try await withPlace { system in
            let place = system.place
            try FileManager.default.createDirectory(atPath: place.data, withIntermediateDirectories: true)
            try "99\n".write(toFile: place.data + "/layout-version", atomically: true, encoding: .utf8)
            expect(try await Program.run(place.up), "data_newer_version")
            #expect(try FileManager.default.contentsOfDirectory(atPath: place.data) == ["layout-version"])
        }
    }

    @Test("a folder that is a file is named, and files that can be written again without harm are")
    func malformed() async throws {
        try await withSystem { system in
            let place = system.place
            await system.stop()
            let settled = try Data(contentsOf: URL(filePath: place.data + "/installation.json"))
            for file in ["installation.json", "ports.json", "layout-version", "record.json"] {
                try Data("{".utf8).write(to: URL(filePath: place.data + "/" + file))
            }
            // Both copies of what was settled are gone: nobody can tell the address before the codes.
            expect(try await Program.run(place.up), "data_malformed")
            try settled.write(to: URL(filePath: place.data + "/installation.json"))
            try await system.start()
            await system.stop()
            try Data("{".utf8).write(to: URL(filePath: place.data + "/installation.json"))
            try await system.start()
            #expect(try Data(contentsOf: URL(filePath: place.data + "/installation.json")) == settled)
            let file = place.file("file")
            try Data().write(to: URL(filePath: file))
            expect(try await Program.run(["up", "--data", file]), "data_missing")
        }
    }

    @Test(
        "a folder that cannot be written is refused",
        .enabled(if: MountedFolder.isPossible, "needs root, to mount in a namespace of its own"))
    func readOnly() async throws {
        try await withPlace { system in
            let place = system.place
            try await system.start()
            await system.stop()
            let answer = try await MountedFolder.run(
                place.up, mounting: "mount --bind \(place.data) \(place.data) && mount -o remount,ro,bind \(place.data)"
            )
            expect(answer, "data_read_only")
            try await system.start()
            try await place.done("refill", "--amount", "1")
        }
    }

    @Test(
        "a full disk is refused",
        .enabled(if: MountedFolder.isPossible, "needs root, to mount in a namespace of its own"))
    func full() async throws {
        try await withPlace { system in
            let place = system.place
            try FileManager.default.createDirectory(atPath: place.data, withIntermediateDirectories: true)
            // Room for a few files, for none of the databases, and for nothing at all.
            for pages in [16, 4, 1] {
                let answer = try await MountedFolder.run(
                    place.up, mounting: "mount -t tmpfs -o size=\(pages * 4096) tmpfs \(place.data)")
                expect(answer, "data_full")
            }
        }
    }

    @Test("a command to a machine that does not run fails at once")
    func notRunning() async throws {
        let place = try SystemPlace()
        defer { place.remove() }
        for words in [["status"], ["frank", "--amount", "1", "--instrument", "4"], ["refill"], ["upload"], ["audit"]] {
            let start = ContinuousClock.now
            expect(try await Program.run(["machine"] + words + ["--data", place.data]), "machine_not_running")
            #expect(.now - start < .seconds(5))
        }
        expect(try await Program.run(["machine", "run", "--data", place.data]), "data_missing")
        expect(try await Program.run(["backend", "serve", "--data", place.data]), "data_missing")
        #expect(!FileManager.default.fileExists(atPath: place.data))
    }

    /// A sentence, a remedy, the code, and exit status 1.
    private func expect(_ answer: ProgramAnswer, _ code: String, _ location: SourceLocation = #_sourceLocation) {
        #expect(answer.status == 1, "\(answer)", sourceLocation: location)
        let lines = answer.errors.split(separator: "\n")
        #expect(lines.count == 3 && lines.last == "[\(code)]", "not \(code): \(answer)", sourceLocation: location)
        #expect(!answer.output.contains("ready"), "\(answer)", sourceLocation: location)
    }
}
