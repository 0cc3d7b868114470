import Foundation
import ProgramRunning

/// Computers of a test: network namespaces with links between them, gone when the test is.
final class Namespaces: Sendable {
    /// Only root may make them.
    static let isPossible = geteuid() == 0

    /// What all names begin with, short enough for an interface's.
    private let prefix: String
    private let names: [String]

    /// Namespaces of these short names; each has its loopback and a hosts file of its own.
    init(_ names: [String], hosts: String = "") async throws {
        prefix = "dm" + UUID().uuidString.prefix(5).lowercased()
        self.names = names
        for name in names {
            try await Self.ip("netns", "add", full(name))
            try await Self.ip("-n", full(name), "link", "set", "lo", "up")
            let folder = URL(filePath: "/etc/netns/\(full(name))")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try "127.0.0.1 localhost\n\(hosts)".write(
                to: folder.appending(path: "hosts"), atomically: true, encoding: .utf8)
        }
    }

    /// Lays a cable between two namespaces; each end is called by the namespace at the other.
    func link(_ one: String, _ other: String) async throws {
        try await Self.ip(
            "-n", full(one), "link", "add", "to-\(other)", "type", "veth", "peer", "name", "to-\(one)", "netns",
            full(other))
        try await configure(one, "link", "set", "to-\(other)", "up")
        try await configure(other, "link", "set", "to-\(one)", "up")
    }

    /// `ip …` in a namespace.
    func configure(_ name: String, _ words: String...) async throws {
        try await must(["ip", "-n", full(name)] + words)
    }

    /// The words before a command that is to run in a namespace.
    func prefix(_ name: String) -> [String] { ["ip", "netns", "exec", full(name)] }

    /// Runs a tool in a namespace.
    func run(_ name: String, _ words: String...) async throws -> ProgramAnswer { try await run(name, words) }

    /// The same for words that are at hand.
    func run(_ name: String, _ words: [String]) async throws -> ProgramAnswer {
        try await Program.tool("ip", ["netns", "exec", full(name)] + words)
    }

    /// Takes everything away; what still runs in a namespace keeps only its own view of it.
    func remove() async {
        for name in names {
            _ = try? await Program.tool("ip", ["netns", "del", full(name)])
            try? FileManager.default.removeItem(at: URL(filePath: "/etc/netns/\(full(name))"))
        }
    }

    private func full(_ name: String) -> String { "\(prefix)-\(name)" }

    private static func ip(_ words: String...) async throws { try await must(["ip"] + words) }

    private func must(_ words: [String]) async throws { try await Self.must(words) }

    private static func must(_ words: [String]) async throws {
        let answer = try await Program.tool(words[0], Array(words.dropFirst()))
        guard answer.status == 0 else { throw RunFailure("\(words.joined(separator: " ")): \(answer)") }
    }
}
