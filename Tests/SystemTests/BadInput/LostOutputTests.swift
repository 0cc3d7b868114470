import Foundation
import Testing

/// An answer that nobody can be given is not lost: it stands on standard error, with what is known of the command.
@Suite struct LostOutputTests {
    private func onFullDisk(_ words: [String]) async throws -> ProgramAnswer {
        let quoted = ([Program.dutymark.path] + words).map { "'\($0)'" }.joined(separator: " ")
        return try await Program.tool("sh", ["-c", "exec \(quoted) > /dev/full"])
    }

    @Test(arguments: [true, false])
    func `what was done is told on standard error where standard output is full`(_ isJSON: Bool) async throws {
        try await withSystem { system in
            let place = system.place
            let form = isJSON ? ["--json"] : []
            let refill = try await onFullDisk(
                ["machine", "refill", "--amount", "100", "--data", place.data] + form)
            #expect(refill.status == 1 && refill.errors.contains("The command was done."), "\(refill)")
            let frank = try await onFullDisk(
                ["machine", "frank", "--amount", "10", "--instrument", "4", "--data", place.data] + form)
            #expect(frank.status == 1 && frank.errors.contains("The command was done."), "\(frank)")
            #expect(frank.errors.contains(isJSON ? "\"item\" : 1" : "as item 1"), "\(frank)")
            #expect(try await place.status().itemCount == 1)
            let refused = try await onFullDisk(
                ["machine", "frank", "--amount", "9000", "--instrument", "4", "--data", place.data] + form)
            #expect(refused.errors.contains("The command was not done.") || isJSON, "\(refused)")
            #expect(refused.status == 1 && refused.errors.contains("[amount_over"), "\(refused)")
            let deposit = try await onFullDisk(
                [
                    "backend", "deposit", "--customer", "DEMONSTRATION", "--amount", "5", "--challan", "CH-1", "--data",
                    place.data,
                ] + form)
            #expect(deposit.status == 1 && deposit.errors.contains("The command was done."), "\(deposit)")
            let list = try await onFullDisk(["backend", "deposits", "--data", place.data] + form)
            #expect(list.status == 1 && list.errors.contains("CH-1"), "\(list)")
            let stamp = try await place.done("frank", "--amount", "10", "--instrument", "4", "--json").json(
                Franked.self)
            let verified = try await onFullDisk(["verify", "--code", stamp.code, "--data", place.data] + form)
            #expect(
                verified.status == 3 && verified.errors.contains("Standard output cannot be written"), "\(verified)")
        }
    }

    private struct Franked: Decodable { let code: String }

    @Test func `a pipe in place of a configuration or a guide is refused and not waited for`() async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/pipes-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let pipe = folder + "/pipe"
        try #require(mkfifo(pipe, 0o600) == 0)
        for words in [
            ["guide", "validate", pipe], ["doctor", "--guide", pipe],
            ["machine", "run", "--part", "tablet", "--config", pipe], ["backend", "serve", "--config", pipe],
        ] {
            let answer = try await Program.run(words)
            #expect(answer.status != 0 && answer.errors.contains("[file_unreadable]"), "\(words): \(answer)")
        }
    }
}
