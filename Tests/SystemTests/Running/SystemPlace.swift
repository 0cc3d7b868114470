import Exchanges
import Foundation
import ProgramRunning

/// A temporary folder with a data folder in it, and a port for the page.
struct SystemPlace: Sendable {
    /// Everything of the test; gone after it.
    let folder: URL
    /// The page's port.
    let port: UInt16

    init() throws {
        // In /tmp, however long TMPDIR is: other users must be able to get here in some tests.
        folder = URL(filePath: "/tmp/dutymark-system-\(UUID().uuidString.prefix(8))")
        port = try FreePort.find()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    /// The data folder.
    var data: String { folder.appending(path: "data").path }
    /// What starts the system here.
    var up: [String] { ["up", "--data", data, "--port", String(port)] }
    /// The address of the page.
    var page: String { "http://127.0.0.1:\(port)" }
    /// The back end's database, read by a program that is not ours.
    var books: BackEndBooks { BackEndBooks(file: data + "/backend/back-end.sqlite") }

    /// A file of the test.
    func file(_ name: String) -> String { folder.appending(path: name).path }

    /// `dutymark machine …` on this data folder.
    func machine(_ words: String...) async throws -> ProgramAnswer {
        try await Program.run(["machine"] + words + ["--data", data])
    }

    /// `dutymark machine …` that must succeed.
    @discardableResult
    func done(_ words: String...) async throws -> ProgramAnswer {
        let answer = try await Program.run(["machine"] + words + ["--data", data])
        guard answer.status == 0 else { throw RunFailure("machine \(words.joined(separator: " ")): \(answer)") }
        return answer
    }

    /// `dutymark verify …` with this installation's key list.
    func verify(_ words: String...) async throws -> ProgramAnswer {
        try await Program.run(["verify"] + words + ["--data", data])
    }

    /// How the machine says that it stands, once its base answers; fails after half a minute.
    func status() async throws -> MachineStatus {
        struct State: Decodable { let state: String }
        let start = ContinuousClock.now
        while true {
            let answer = try await done("status", "--json")
            guard try answer.json(State.self).state == "unreachable", .now - start < .seconds(30) else {
                return try answer.json(MachineStatus.self)
            }
        }
    }

    func remove() {
        // SQLite's, the journal's and other users' files alike: we made the folder, so all of it is ours.
        try? FileManager.default.removeItem(at: folder)
    }
}

/// What `machine status --json` says, by its documented keys.
struct MachineStatus: Decodable, Equatable, Sendable {
    struct Registers: Decodable, Equatable, Sendable {
        let ascending: Int64
        let descending: Int64
        let controlTotal: Int64
    }
    struct Pending: Decodable, Equatable, Sendable { let amount: Int64 }
    struct Outbox: Decodable, Equatable, Sendable { let unsent: Int }
    struct Problem: Decodable, Equatable, Sendable { let code: String }
    struct Lock: Decodable, Equatable, Sendable { let code, message, remedy: String }
    struct Standing: Decodable, Equatable, Sendable { let state, number: String }

    let state: String
    let lock: Lock?
    let standing: Standing?
    let registers: Registers
    let itemCount: Int
    let pendingRefill: Pending?
    let outbox: Outbox
    let machine: String?
    let auditWanted: Bool
    let keyToPermit: String?
    let deviceToPermit: String?
    let replacedDevices: [String]
    let problems: [Problem]
}
