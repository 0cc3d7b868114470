import Foundation
import ProgramRunning

@testable import Installation

/// A data folder in which the real program worked: a device in its second life with prints, an upload, and network
/// settings; with a backup of the back end as it stood at the end.
struct UsedFolder {
    /// Everything of the test; gone after it.
    let place: String
    var data: String { place + "/data" }
    var backup: String { place + "/backup" }
    /// The folder of another installation, as it was made.
    var other: String { place + "/other" }
    var layout: FolderLayout { FolderLayout(root: data) }

    init() async throws {
        place = "/tmp/dutymark-damage-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        let port = try FreePort.pick(except: [])
        let system = try StartedProgram(BuiltProgram.dutymark, ["up", "--data", data, "--port", "\(port)"])
        defer { _ = system.stop() }
        try use()
        _ = try await OpenedSystem(KeptFolder(taking: FolderLayout(root: other)), pagePort: 8701)
    }

    private func use() throws {
        try run("machine", "refill", "--amount", "500")
        try run("machine", "frank", "--amount", "10", "--instrument", "4")
        try run("machine", "withdraw", "--yes")
        try run("machine", "next-life")
        struct Waiting: Decodable { let keyToPermit, deviceToPermit, machine: String }
        let waiting = try JSONDecoder().decode(Waiting.self, from: try run("machine", "status", "--json"))
        try run(
            "backend", "license", "--psd", waiting.deviceToPermit, "--public-key", waiting.keyToPermit, "--machine",
            waiting.machine, "--licence", "MH-2", "--state", "MH")
        try run("machine", "audit")
        try run("machine", "refill", "--amount", "300")
        for _ in 0..<3 { try run("machine", "frank", "--amount", "20", "--instrument", "4") }
        try run("machine", "upload")
        try run("machine", "network", "set", "--proxy-host", "10.9.9.9", "--proxy-port", "3128")
        try run("machine", "network", "set", "--no-proxy")
        try run("backend", "backup", "--output", backup)
    }

    @discardableResult
    private func run(_ words: String...) throws -> Data {
        let finished = try FinishedProgram(BuiltProgram.dutymark, words + ["--data", data], keepingErrors: true)
        guard finished.status == 0 else {
            throw UseFailure(words: words, said: String(decoding: finished.errors, as: UTF8.self))
        }
        return finished.output
    }

    /// The files in it, each by its path in the folder.
    func files() throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: data).filter { name in
            try FileManager.default.attributesOfItem(atPath: "\(data)/\(name)")[.type] as? FileAttributeType
                == .typeRegular
        }.sorted()
    }

    /// A copy to be damaged.
    func copy(_ name: String) throws -> FolderLayout {
        let path = "\(place)/\(name)"
        try FileManager.default.copyItem(atPath: data, toPath: path)
        return FolderLayout(root: path)
    }

    func remove() { try? FileManager.default.removeItem(atPath: place) }
}

/// The program did not do what it was used for.
struct UseFailure: Error {
    let words: [String]
    let said: String
}
