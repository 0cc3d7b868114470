import DutyModel
import Foundation
import Glibc
import MachineLink
import Testing

@Suite(.timeLimit(.minutes(1))) struct LocalSocketTests {
    /// A path far beyond the kernel's 108 bytes.
    private func longPath(_ pair: PairedFolders) throws -> String {
        let folder = "\(pair.root)/\(String(repeating: "deep/", count: 40))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return folder + "command.sock"
    }

    /// A socket's name with nobody behind it, as a SIGKILL leaves it.
    ///
    /// It never listened: a program that another test starts just now may inherit it, and would answer in its place.
    private func leaveBehind(_ path: String) throws {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        try #require(path.utf8.count < MemoryLayout.size(ofValue: address.sun_path))
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let dead = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(dead) }
        let bound = withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(dead, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(bound == 0 && access(path, F_OK) == 0)
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
        try leaveBehind(path)
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
