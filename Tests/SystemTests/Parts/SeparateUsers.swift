import Foundation
import ProgramRunning
import Testing

/// An enrolled installation whose parts run as three processes of three users.
struct SeparateUsers {
    /// A user of this computer, by a number that nobody has; it needs no entry anywhere.
    struct User {
        let number: Int

        /// The words before a command that is to run as this user, with no right of ours.
        var prefix: [String] {
            ["--reuid=\(number)", "--regid=\(number)", "--clear-groups", "--inh-caps=-all", "--no-new-privs"]
        }
    }

    static let base = User(number: 61_001)
    static let tablet = User(number: 61_002)
    static let backEnd = User(number: 61_003)

    /// Only root may give files away and become another.
    static let isPossible = geteuid() == 0

    let place: SystemPlace
    /// A copy that everybody can get at: the build may lie in a home folder.
    private let program: URL

    /// Enrols a system, then gives each part's folder to its user.
    init(_ system: RunningSystem) async throws {
        place = system.place
        program = try Self.copyProgram(to: place.folder.appending(path: "program"))
        try await system.start()
        await system.stop()
        let owners = [
            ("base", Self.base), ("tablet", Self.tablet), ("backend", Self.backEnd), ("public", Self.backEnd),
        ]
        for (part, user) in owners {
            try await must("chown", ["-R", "\(user.number):\(user.number)", place.data + "/" + part])
        }
        // The parts pass through the data folder to their own, and all read what is public.
        try await must("chmod", ["711", place.data])
        try await must("chmod", ["755", place.data + "/public"])
    }

    /// Starts a part as its user.
    func start(_ words: [String], as user: User, ready: String) throws -> StartedProgram {
        try StartedProgram(
            URL(filePath: "/usr/bin/env"), ["setpriv"] + user.prefix + [program.path] + words + ["--data", place.data],
            ready: ready)
    }

    /// Runs a part as its user until it says that it is ready, or ends before; the status is 0 for one that got ready.
    func run(_ words: [String], as user: User, until ready: String) async throws -> ProgramAnswer {
        let line =
            "out=$1; ready=$2; shift 2; : >\"$out\"; \"$@\" >\"$out\" 2>&1 & part=$!; until grep -qF \"$ready\" \"$out\"; do "
            + "kill -0 $part 2>/dev/null || { wait $part; code=$?; cat \"$out\" >&2; exit $code; }; sleep 0.05; done; "
            + "kill -TERM $part; wait $part; exit 0"
        return try await Program.tool(
            "bash",
            ["-c", line, "bash", place.file("said"), ready, "setpriv"] + user.prefix + [program.path] + words + [
                "--data", place.data,
            ])
    }

    /// Runs a shell line as this user.
    func shell(_ line: String, _ words: [String], as user: User) async throws -> ProgramAnswer {
        try await Program.tool("setpriv", user.prefix + ["sh", "-c", line, "sh"] + words)
    }

    private func must(_ tool: String, _ words: [String]) async throws {
        let answer = try await Program.tool(tool, words)
        guard answer.status == 0 else { throw RunFailure("\(tool): \(answer)") }
    }

    /// A copy of the program and what belongs to it, which every user can run.
    static func copyProgram(to folder: URL) throws -> URL {
        let files = FileManager.default
        try files.createDirectory(at: folder, withIntermediateDirectories: true)
        let built = Program.dutymark.deletingLastPathComponent()
        for name in try files.contentsOfDirectory(atPath: built.path)
        where name == "dutymark" || (name.hasPrefix("dutymark_") && name.hasSuffix(".resources")) {
            try files.copyItem(at: built.appending(path: name), to: folder.appending(path: name))
        }
        return folder.appending(path: "dutymark")
    }
}
