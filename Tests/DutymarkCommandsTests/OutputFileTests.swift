import DutyModel
import Foundation
import Testing

@testable import DutymarkCommands

/// Files that commands write for a person.
@Suite("files that commands write") struct OutputFileTests {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "dutymark-output-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private func path(_ name: String) -> String { folder.appending(path: name).path }

    private func mode(_ path: String) throws -> Int {
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        return try #require(mode)
    }

    @Test("a file that stood there keeps its mode")
    func keepsMode() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        #expect(
            FileManager.default.createFile(
                atPath: path("secret"), contents: nil, attributes: [.posixPermissions: 0o600]))
        try OutputFile.write(Data("new".utf8), to: path("secret"))
        #expect(try mode(path("secret")) == 0o600)
        #expect(try String(contentsOfFile: path("secret"), encoding: .utf8) == "new")
    }

    @Test("behind a link the file that it names is written, and the link stays")
    func link() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data("old".utf8).write(to: folder.appending(path: "file"))
        try FileManager.default.createSymbolicLink(atPath: path("link"), withDestinationPath: path("file"))
        try OutputFile.write(Data("new".utf8), to: path("link"))
        #expect(try String(contentsOfFile: path("file"), encoding: .utf8) == "new")
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: path("link")) == path("file"))
    }

    @Test("a pipe takes what is written, and stays a pipe")
    func pipe() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        #expect(mkfifo(path("pipe"), 0o600) == 0)
        // Open for both, so that neither end waits for the other.
        let reader = open(path("pipe"), O_RDWR | O_NONBLOCK)
        defer { close(reader) }
        try OutputFile.write(Data("new".utf8), to: path("pipe"))
        var bytes = [UInt8](repeating: 0, count: 8)
        #expect(read(reader, &bytes, bytes.count) == 3)
        #expect(
            try FileManager.default.attributesOfItem(atPath: path("pipe"))[.type] as? FileAttributeType != .typeRegular)
    }

    @Test("room is set aside beforehand, and goes again where nothing is placed")
    func place() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data("old".utf8).write(to: folder.appending(path: "file"))
        var place: OutputPlace? = try OutputPlace(path("file"), roomBytes: 100_000)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 2)
        #expect(try String(contentsOfFile: path("file"), encoding: .utf8) == "old")
        place = nil
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["file"])
        place = try OutputPlace(path("file"), roomBytes: 100_000)
        try place?.fill(Data("new".utf8))
        #expect(try String(contentsOfFile: path("file"), encoding: .utf8) == "new")
        place = nil
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["file"])
    }

    @Test("a device that takes nothing is found before anything is done")
    func fullDevice() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        #expect(throws: DutyFailure(.dataFull, "")) { try OutputPlace("/dev/full", roomBytes: 1) }
        try OutputFile.write(Data("new".utf8), to: "/dev/null")
    }

    @Test(
        "what cannot be written is refused with the reason, before anything is done",
        arguments: [("", "it is a folder"), ("missing/report", "there is no such file or folder")])
    func refused(_ name: String, _ reason: String) throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let failure = #expect(throws: DutyFailure.self) { try OutputFile.requireWritable(path(name)) }
        #expect(failure?.code == .fileUnwritable)
        #expect(failure?.message.contains(reason) == true, "\(failure?.message ?? "")")
    }

    @Test(
        "no path, and a place in which nothing can be made, is refused before room is set aside",
        arguments: ["", "file/x", "/proc/x.pdf"])
    func noPlace(_ name: String) throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data("old".utf8).write(to: folder.appending(path: "file"))
        let place = name.hasPrefix("file") ? path(name) : name
        let failure = #expect(throws: DutyFailure.self) { try OutputPlace(place, roomBytes: 1) }
        #expect(failure?.code == .fileUnwritable, "\(String(describing: failure))")
        #expect(failure?.remedy.contains("--data") == false, "\(String(describing: failure))")
    }
}
