import Foundation
import ProgramRunning

/// A computer that a scenario of the documents may change as root: users, `/srv` and the network are its own, and gone
/// with it. The program is the one that was built together with these tests.
final class SeparateComputer {
    /// The scenario that needs one.
    static let scenario = "apart"
    /// Only root may make one.
    static let isPossible = geteuid() == 0

    /// How long a piece of shell may take, in seconds; a document that waits for what never comes must fail.
    private static let longestSeconds = 120

    /// What a reader's working folder is.
    private let folder: URL
    /// Keeps the namespaces while the scenario runs.
    private let keeper: Process
    private var programs: [StartedProgram] = []

    init() throws {
        let files = FileManager.default
        // In /tmp, however long TMPDIR is: other users must be able to get here.
        folder = URL(filePath: "/tmp/dutymark-documents-\(UUID().uuidString.prefix(8))")
        for name in ["bin", "srv", "etc"] {
            try files.createDirectory(at: folder.appending(path: name), withIntermediateDirectories: true)
        }
        keeper = Process()
        keeper.executableURL = URL(filePath: "/usr/bin/unshare")
        let built = BuiltProgram.dutymark.deletingLastPathComponent().path
        let line = """
            cp -a /etc/. "$1/etc/" && mount --bind "$1/etc" /etc && mount --bind "$1/srv" /srv &&
            mount --bind "$2" "$1/bin" && ip link set lo up && echo ready && exec sleep infinity
            """
        keeper.arguments = ["--mount", "--net", "--propagation", "private", "sh", "-c", line, "sh", folder.path, built]
        let output = Pipe()
        keeper.standardOutput = output
        try keeper.run()
        guard String(decoding: output.fileHandleForReading.availableData, as: UTF8.self) == "ready\n" else {
            throw RunFailure("no computer of its own could be made")
        }
    }

    /// Runs a piece of shell as root, as a reader would paste it; a failing line ends it. Its output holds standard error
    /// as well.
    func run(_ shell: String) throws -> FinishedProgram {
        try FinishedProgram(Self.enter, words("exec 2>&1\n" + shell, longestSeconds: Self.longestSeconds))
    }

    /// Starts each line of a block as a program that goes on running, in their order, each once the one before is ready.
    func start(_ block: FencedBlock) throws {
        for line in block.body.split(separator: "\n") { try start(String(line)) }
    }

    /// Starts a line, and returns when the program says that it is ready.
    func start(_ line: String) throws {
        programs.append(try StartedProgram(Self.enter, words("exec \(line)"), ready: "is ready"))
    }

    /// Ends every program as Ctrl-C does, the newest first; their exit statuses.
    func stopPrograms() -> [Int32] {
        defer { programs = [] }
        return programs.reversed().map { $0.stop() }
    }

    /// Takes the computer away, with what still runs on it.
    func end() {
        for program in programs { program.kill() }
        keeper.terminate()
        keeper.waitUntilExit()
        try? FileManager.default.removeItem(at: folder)
    }

    private static let enter = URL(filePath: "/usr/bin/nsenter")

    private func words(_ shell: String, longestSeconds: Int? = nil) -> [String] {
        // Entered first: what is mounted there can't be seen from a folder that was opened here.
        let line = ["bash", "-euo", "pipefail", "-c", "cd \(folder.path)\n\(shell)"]
        let bound = longestSeconds.map { ["timeout", "--signal=KILL", "\($0)"] } ?? []
        return ["--target", "\(keeper.processIdentifier)", "--mount", "--net"] + bound + line
    }
}
