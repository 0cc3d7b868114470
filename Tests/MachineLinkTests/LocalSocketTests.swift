import DutyModel
import Foundation
import Glibc
import MachineLink
import NIOCore
import NIOPosix
import Testing

@Suite(.timeLimit(.minutes(1))) struct LocalSocketTests {
    /// A path far beyond the kernel's 108 bytes.
    private func longPath(_ pair: PairedFolders) throws -> String {
        let folder = "\(pair.root)/\(String(repeating: "deep/", count: 40))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return folder + "command.sock"
    }

    @Test func aSocketAtALongPathAnswersAndBelongsToItsOwnerAlone() async throws {
        let pair = try PairedFolders()
        let path = try longPath(pair)
        try await serving(.local(path: path)) { _ async throws in
            var facts = stat()
            #expect(lstat(path, &facts) == 0)
            #expect(facts.st_mode & 0o777 == 0o600)
            let client = FramedClient<Question, Answer>(to: .local(path: path), group: loops)
            #expect(try await ask(client, "status") == "status")
        }
        #expect(access(path, F_OK) != 0, "the socket is gone after shutdown")
    }

    @Test func nothingThereIsSaidAtOnce() async throws {
        let pair = try PairedFolders()
        let missing = "\(pair.root)/nowhere/command.sock"
        for path in [missing, "\(pair.root)/command.sock"] {
            let client = FramedClient<Question, Answer>(to: .local(path: path), group: loops)
            await #expect(throws: DutyFailure(.machineNotRunning, "")) { try await client.connect() }
        }
    }

    @Test func aSocketThatAnEarlierLifeLeftBehindIsReplaced() async throws {
        let pair = try PairedFolders()
        let path = "\(pair.root)/command.sock"
        // A second name outlives the close, as the only name outlives a SIGKILL.
        let dead = try await ServerBootstrap(group: loops).bind(unixDomainSocketPath: path + ".alive").get()
        #expect(link(path + ".alive", path) == 0)
        try await dead.close().get()
        #expect(access(path, F_OK) == 0, "the stale name is there")
        let client = FramedClient<Question, Answer>(to: .local(path: path), group: loops)
        await #expect(throws: DutyFailure(.machineNotRunning, "")) { try await client.connect() }
        try await serving(.local(path: path)) { _ async throws in
            #expect(try await ask(client, "again") == "again")
        }
    }

    @Test func aFileInItsPlaceIsNotTakenAway() async throws {
        let pair = try PairedFolders()
        let path = "\(pair.root)/command.sock"
        try Data("mine".utf8).write(to: URL(filePath: path))
        await #expect(throws: DutyFailure(.fileUnwritable, "")) { try await serving(.local(path: path)) { _ in } }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "mine")
    }
}
